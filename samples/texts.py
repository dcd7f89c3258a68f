"""The words on the sample pages, all written for them.

A middle dot says where a word may break at a line's end, an underscore is a space where a line may not.
"""

from __future__ import annotations

BOOK_HEAD = "THE LAMP-LIGHTER OF ST. ORAN"
BOOK_CHAPTER = "CHAPTER VII."
BOOK_TITLE = "In which the Fog comes up the Hill."
BOOK_FOLIO = "83"
BOOK = (
    "The fog came in from the har·bour at four o’clock, as it did upon most after·noons in Novem·ber, "
    "and by five the upper town had lost its chim·neys, its weather·cocks, and the better part of "
    "its temper. Old Mr. Pen·hallow, who had lit the lamps of St. Oran for one-and-thirty years, took down "
    "his pole from the hook behind the scul·lery door and looked at it with dis·favour.",
    "“It is not,” said he to the cat, “that I object to the walk·ing. It is the coming back, with "
    "every·thing be·hind me bright and nobody out to see it.”",
    "The cat, which had heard this obser·vation before, made no reply; but it fol·lowed him as far as "
    "the pump, as was its cus·tom, and sat down there to wait. He went up by Chapel Street, where there were "
    "eleven lamps, and along the Parade, where there were four-and-twenty, count·ing them under his "
    "breath; and at each he lifted the pole, turned the tap, and stood a moment until the flame had "
    "set·tled—a small yellow flower in a great deal of grey wool.",
    "At the corner of the Parade a lady was stand·ing quite still be·neath Number 36, which was not yet "
    "lit. She wore a tra·velling cloak, and she carried a bird-cage with a shawl over it.",
    "“I was told,” she said, “that if one waited here the lamp would be lit at twenty minutes past five. "
    "I make it twenty-two.” “Then your watch is fast, ma’am,” said Mr. Pen·hallow; and he lifted the pole.",
)

LETTER = (
    ("HARGREAVE & DUNN, SEED MERCHANTS",),
    ("14 Corn Street, Ludlow", "Telephone: 217"),
    ("9th March, 1936.",),
    ("Miss E. Whitcombe,", "Orchard End,", "Stoke St. Milborough."),
    ("Dear Miss Whitcombe,",),
    (
        "Thank you for your letter of the 2nd inst. and for",
        "the postal order, value 12/6, which came safely to hand.",
    ),
    (
        'We regret that the sweet peas you name (No. 48, "Blue',
        'Vein") have been sold out since January. We can offer No. 51',
        "in their place at the same price, 1/3 the packet, or return",
        "the difference; please say which you would prefer.",
    ),
    (
        "The broad beans went off by rail on Saturday, carriage",
        "paid: 2 sacks @ 4/9. Should they not have reached you by the",
        "end of this week, kindly let us know by return of post.",
    ),
    ("Yours faithfully,",),
    ("J. R. Dunn, Manager.", "JRD/mk"),
)

NEWS_TITLE = "LE COURRIER DU VALLON"
NEWS_DATE = "JEUDI 14 SEPTEMBRE 1893"
NEWS_LEFT = (
    (
        "LA FOIRE D’AUTOMNE",
        "La foire d’automne s’est ouverte hier matin par un temps su·perbe. Dès six heures, les char·rettes "
        "arri·vaient de tous les vil·lages voi·sins, et la place de l’Hôtel de Ville était déjà "
        "pleine lorsque M. le maire a fait sonner la cloche.",
        "On a compté plus de deux cents têtes de bé·tail, ce qui ne s’était pas vu depuis dix ans. Les prix "
        "se sont main·tenus_: une bonne vache lai·tière se ven·dait de 380 à 420_francs.",
        "Vers midi, un cheval effrayé par la fan·fare a ren·versé l’étalage d’un mar·chand de faïence. "
        "Per·sonne n’a été blessé, mais il ne reste plus, dit-on, une seule soupière entière dans tout "
        "le quar·tier.",
    ),
    (
        "OBJETS TROUVÉS",
        "Un para·pluie noir, une clef et un panier d’œufs (vide) at·tendent leurs pro·prié·taires au "
        "bureau du garde cham·pêtre.",
    ),
)
NEWS_RIGHT = (
    (
        "LE NOUVEAU PONT",
        "Les tra·vaux du pont avancent. La troi·sième arche sera fermée avant la fin du mois, si la rivière "
        "le permet_; l’ingé·nieur nous assure que les pre·mières voi·tures pas·se·ront à Noël.",
        "Nos lec·teurs se sou·vien·nent que l’ancien bac cessait son ser·vice à la nuit tom·bée. "
        "Combien de fois n’a-t-on pas en·tendu appe·ler en vain d’une rive à l’autre_! Le vieux pas·seur, "
        "lui, ne se plaint pas_: «_J’ai assez ramé_», dit-il.",
    ),
    (
        "THÉÂTRE",
        "Samedi soir, à huit heures, la troupe de Mme Vernier jouera «_Les Deux Horlo·gers_», comé·die en "
        "trois actes. On com·men·cera par un con·cert. Prix des places_: 2_fr., 1_fr._25 et 75_cen·times.",
    ),
    (
        "MARCHÉ",
        "Blé, l’hec·tolitre, 17_fr._50_; seigle, 11_fr._; avoine, 8_fr._75. Beurre, la livre, 1_fr._10. "
        "Œufs, la dou·zaine, 85_cen·times.",
    ),
)

RECEIPT_HEAD = ("THE COPPER KETTLE", "CAFE & BAKERY", "27 MILL LANE, ASHBOURNE", "TEL 01335 555 0142")
RECEIPT_META = (("DATE 21/06/2019", "TIME 13:47"), ("TABLE 6", "SERVER: ANNA"), ("RECEIPT NO.", "004718"))
RECEIPT_ITEMS = (
    ("2 FLAT WHITE", "5.60"),
    ("1 POT OF TEA", "2.45"),
    ("1 CHEESE SCONE", "2.95"),
    ("2 SOUP OF THE DAY", "11.90"),
    ("1 CARROT CAKE", "3.75"),
    ("1 EXTRA BUTTER", "0.40"),
)
RECEIPT_SUMS = (("SUBTOTAL", "27.05"), ("DISCOUNT 10%", "-2.71"), ("VAT INCL.", "4.06"))
RECEIPT_TOTAL = ("TOTAL GBP", "24.34")
RECEIPT_TAIL = (("CASH", "30.00"), ("CHANGE", "5.66"))
RECEIPT_BYE = ("THANK YOU - COME AGAIN!", "VAT REG 555 0198 27")

FORM_TITLE = "LENDING LIBRARY: MEMBERSHIP FORM"
FORM_HINT = "Please print clearly in ink."
FORM_BOXED = (("Family name", "HOLLOWAY"), ("First names", "RUTH M"), ("Post code", "SY8 2QF"))
FORM_RULED = (
    ("Address", "3 Quarry Cottages, Clee Hill"),
    ("Occupation", "clock mender"),
    ("Books wanted", "gardening, ships & tides"),
)
FORM_DATE = ("Date", "17 05 1998")
FORM_SIGNED = ("Received by", "P. Okafor")

FRAMES = (
    (
        "1. Deutsch",
        "Der Zug nach Lübeck fuhr pünkt·lich um sieben Uhr ab. Im letzten Wagen saß ein alter Mann mit einem "
        "großen Korb, aus dem es leise schnatterte. „Gänse?“ fragte der Schaffner. „Nein“, ant·wor·tete der "
        "Alte, „nur zwei Enten und mein Früh·stück.“",
        "In Bad Oldes·loe stieg eine Dame zu, die sich über den Lärm be·schwerte. Bis zur End·station hatte "
        "sie jedoch beide Enten mit Kuchen ge·füttert, und niemand sprach mehr vom Früh·stück.",
    ),
    (
        "2. Español",
        "¿Quién apagó la luz del faro? Durante tres noches nadie vio su brillo, y los pes·cadores del pueblo "
        "volvían despacio, con miedo a las rocas. La cuarta noche subió la niña del molino, con una vela y "
        "una manta, y encontró al viejo farero dormido junto a su máquina.",
        "—¡Despierte, señor! —le dijo—. El mar pregunta por usted. Él abrió los ojos, miró el reloj y se "
        "puso el abrigo sin decir nada. A las diez, la luz giraba otra vez.",
    ),
    (
        "3. Svenska",
        "På ön längst ut i skär·gården bodde bara tre familjer och en väldigt envis get. Geten hette Årsta "
        "och åt allt som någon glömde ute: rep, tid·ningar, en gång till och med ett par stövlar.",
        "När post·båten kom på fre·dagarna stod hon först på bryggan. Brev·bäraren lärde sig snart att "
        "hålla väskan högt. ”Hon kan inte läsa”, sade han, ”men hon tycker mycket om frimärken.”",
    ),
)
