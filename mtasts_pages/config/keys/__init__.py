"""The keys of the config: their form, what may stand in them, and what people paste by mistake."""
