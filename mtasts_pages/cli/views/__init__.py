"""How results look, a module each: text for people, a document for programs."""
