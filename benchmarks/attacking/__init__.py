"""Parts of the disclosure attack: what is published, what it tells, what follows."""
