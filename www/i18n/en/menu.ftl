# What can be done to a thing

menu-inspect = Inspect
menu-close-up = Close-up
