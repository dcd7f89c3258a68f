"""Reading scanned pages: loading, recognition, assembly, reports, overlays and batches."""
