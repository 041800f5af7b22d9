"""`plan`, `publish`, `bump`: bringing GitHub and the DNS to what the config says."""
