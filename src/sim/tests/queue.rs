//! The queue does what a sorted map does.

use std::collections::BTreeMap;

use engine::model::Instant;
use proptest::prelude::*;

use crate::agenda::Sequence;
use crate::queue::Queue;

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_queue_is_a_sorted_map(deeds in prop::collection::vec((0..5, 0_u64..50, any::<usize>()), 0..300)) {
        let (mut queue, mut map, mut places) = (Queue::default(), BTreeMap::new(), BTreeMap::new());
        for (item, (deed, at, any)) in deeds.into_iter().enumerate() {
            let key = (Instant(at), Sequence(item as u64));
            let chosen = any.checked_rem(map.len()).and_then(|place| map.keys().nth(place).copied());
            match (deed, chosen) {
                (0 | 1, _) | (_, None) => {
                    places.insert(key, queue.push(key, item));
                    map.insert(key, item);
                }
                (2, _) => prop_assert_eq!(queue.pop(), map.pop_first()),
                (3, Some(chosen)) => prop_assert_eq!(Some(queue.take(places[&chosen])), map.remove(&chosen)),
                (_, Some(chosen)) => {
                    queue.replace(places[&chosen], key, item);
                    places.insert(key, places[&chosen]);
                    map.remove(&chosen);
                    map.insert(key, item);
                }
            }
            prop_assert_eq!(queue.first(), map.first_key_value().map(|(key, _)| *key));
            prop_assert_eq!(queue.len(), map.len());
        }
        let mut rest: Vec<_> = queue.iter().map(|(key, _, item)| (key, *item)).collect();
        rest.sort_unstable();
        prop_assert_eq!(rest, map.into_iter().collect::<Vec<_>>());
    }
}
