"""The choices about exchange that an inhabitant is offered, in words, and what each stands for."""
