"""Mitz, the national register of choices about exchange: asked live, copied by subscription."""
