"""From the bytes of an XForm to a FormModel."""
