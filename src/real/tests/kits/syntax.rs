//! Python and Java, read by somebody else's parsers.

use tree_sitter::{Language, Node, Parser, Tree};

use crate::{file, labs};

pub(crate) fn python(text: &str) -> Tree {
    parse(&tree_sitter_python::LANGUAGE.into(), text)
}

pub(crate) fn java(text: &str) -> Tree {
    parse(&tree_sitter_java::LANGUAGE.into(), text)
}

fn parse(language: &Language, text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(language).unwrap();
    let tree = parser.parse(text, None).unwrap();
    if let Some(wrong) = all(tree.root_node()).find(|node| node.is_error() || node.is_missing()) {
        let line = text
            .lines()
            .nth(wrong.start_position().row)
            .unwrap_or_default();
        panic!("{:?}: {line}\n{text}", wrong.start_position());
    }
    tree
}

/// A node and all that is in it.
pub(crate) fn all(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let mut left = vec![node];
    std::iter::from_fn(move || {
        let node = left.pop()?;
        let inner: Vec<Node<'_>> = (0..node.child_count())
            .rev()
            .filter_map(|index| node.child(index.try_into().unwrap()))
            .collect();
        left.extend(inner);
        Some(node)
    })
}

/// What a node says.
pub(crate) fn said<'t>(node: Node<'_>, text: &'t str) -> &'t str {
    &text[node.byte_range()]
}

#[test]
fn the_clients_parse_in_either_language() {
    for lab in labs() {
        let kit = real::kit(&lab);
        python(&file(&kit, "clients.py").text);
        java(&file(&kit, "Clients.java").text);
    }
}
