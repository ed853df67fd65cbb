# The page's texts. Kafka's own names (topics, configs, error codes, APIs) are never translated.

language-name = English
close = Close
crumbs-label = You are here
skip-to-lab = Skip to the lab's text
theme-dark = Dark colours
theme-light = Light colours
embed-out = Open in Logarium
embed-waiting = Waiting for the page around this one to load a lab
