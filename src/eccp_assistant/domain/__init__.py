"""Value types shared by all layers; nothing here reads files."""
