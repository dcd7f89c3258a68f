"""Judging what was read: aligned differences, confusions, calibration, risk, and runs beside each other."""
