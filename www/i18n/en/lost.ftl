# An address without a lab
lost-title = There is no lab “{ $id }”
lost-nearest = Did you mean “{ $id }”?
lost-open = Open { $id }
lost-home = See all labs
lost-no-page = There is no such page
lost-link = This link cannot be opened
