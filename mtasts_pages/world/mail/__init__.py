"""Mail servers, met as senders meet them."""
