//! Boxes around brokers that share a rack.

use super::{Card, CardKind, GroupBox};
use crate::stage::{Broker, Stage};

/// The line with a rack's name.
pub(super) const LABEL: f64 = 20.0;

/// How much higher a row of brokers is for its racks' names.
pub(super) fn label_height(brokers: &[Broker]) -> f64 {
    if brokers.iter().any(|broker| broker.head.rack.is_some()) {
        LABEL
    } else {
        0.0
    }
}

/// One box around neighbours in the same rack. `gap` is how far cards are apart: boxes never touch.
pub(super) fn boxes(stage: &Stage, cards: &[Card], gap: f64) -> Vec<GroupBox> {
    let mut found: Vec<GroupBox> = Vec::new();
    let margin = gap * 0.35;
    let brokers = cards.iter().filter(|card| card.kind == CardKind::Broker);
    for card in brokers {
        let broker = stage.brokers.iter().find(|b| b.head.id == card.id);
        let Some(rack) = broker.and_then(|broker| broker.head.rack.as_ref()) else {
            continue;
        };
        let mut rect = card.rect.grown(margin);
        rect.y -= LABEL - margin;
        rect.h += LABEL - margin;
        match found.last_mut() {
            Some(last) if last.name == *rack && last.rect.y == rect.y => {
                last.rect.w = rect.right() - last.rect.x;
            }
            _ => found.push(GroupBox {
                name: rack.clone(),
                rect,
            }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::scene::{Scene, sample};

    fn scene(racks: [Option<&str>; 4]) -> Scene {
        let mut stage = sample::stage(4, 1, 5);
        for (broker, rack) in stage.brokers.iter_mut().zip(racks) {
            broker.head.rack = rack.map(Into::into);
        }
        // So low that the picture is as high as it must be.
        Scene::of(&stage, 1_000.0, 100.0)
    }

    #[test]
    fn neighbours_in_one_rack_share_its_box() {
        let scene = scene([Some("a"), Some("a"), Some("b"), None]);
        let names: Vec<&str> = scene.racks.iter().map(|rack| rack.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
        for (rack, brokers) in scene.racks.iter().zip([&[1, 2][..], &[3][..]]) {
            for card in brokers.iter().filter_map(|id| scene.card(*id)) {
                assert!(rack.rect.x < card.rect.x && card.rect.right() < rack.rect.right());
                assert!(rack.rect.y < card.rect.y && card.rect.bottom() < rack.rect.bottom());
            }
        }
        assert!(!scene.racks[0].rect.overlaps(&scene.racks[1].rect));
    }

    #[test]
    fn a_cluster_without_racks_needs_no_room_for_their_names() {
        let (with, without) = (scene([Some("a"); 4]), scene([None; 4]));
        assert!(without.racks.is_empty());
        assert!((with.height - without.height - super::LABEL).abs() < 0.01);
    }
}
