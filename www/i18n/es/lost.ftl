# Una dirección sin laboratorio
lost-title = No hay ningún laboratorio «{ $id }»
lost-nearest = ¿Querías decir «{ $id }»?
lost-open = Abrir { $id }
lost-home = Ver todos los laboratorios
lost-no-page = Esa página no existe
lost-link = Este enlace no se puede abrir
