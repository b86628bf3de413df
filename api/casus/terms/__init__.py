"""What all sides speak: namespaces, slugs and folded names, EDTF dates and their bounds."""
