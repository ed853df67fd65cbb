# An address without a lab
lost-title = There is no lab “{ $id }”
lost-nearest = Did you mean “{ $id }”?
lost-open = Open { $id }
lost-home = See all labs
lost-no-page = There is no such page
lost-link = This link cannot be opened

# What the page fetches when it is needed
fetching = Fetching …
not-fetched = This could not be fetched
not-fetched-why = The network or the site does not answer. What is open elsewhere and what was kept is not affected.
fetch-again = Try again
language-not-fetched = { $language } could not be fetched; the page stays as it is
