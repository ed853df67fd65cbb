# Lo que se puede hacer con algo

menu-inspect = Inspeccionar
menu-close-up = Primer plano
