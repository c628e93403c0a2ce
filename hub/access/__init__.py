"""Facts gathered, consent asked, scope returned: the only caller of consent."""
