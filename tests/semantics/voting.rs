//! Which of the assignors that its members know a group takes.

use engine::protocol::JoinGroupRequest;

use crate::lone_coordinator::{coordinator, join, protocols};

/// The assignor of a group whose members know these, each in its own order of preference.
fn chosen(lists: [&[&str]; 3]) -> String {
    let mut kafka = coordinator(&[]);
    let asked = lists.map(|names| {
        let id = kafka.new_id();
        let protocols = protocols(names, &["t"]);
        kafka.wonder(JoinGroupRequest {
            protocols,
            ..join(&id)
        })
    });
    kafka.pass_ms(6_000);
    kafka.joined(asked[0]).protocol.to_string()
}

#[test]
fn most_votes_decide_among_the_assignors_that_all_members_know() {
    let majority = ["roundrobin", "range"];
    let minority = ["sticky", "range", "roundrobin"];
    assert_eq!(chosen([&minority, &majority, &majority]), "roundrobin");
}

#[test]
fn of_assignors_with_as_many_votes_the_first_in_javas_order_of_hashes_is_chosen() {
    let tie = |a: &str, b: &str| {
        let mut kafka = coordinator(&[]);
        let ids = [kafka.new_id(), kafka.new_id()];
        let asked = [(0, [a, b]), (1, [b, a])].map(|(place, names): (usize, _)| {
            let protocols = protocols(&names, &["t"]);
            kafka.wonder(JoinGroupRequest {
                protocols,
                ..join(&ids[place])
            })
        });
        kafka.pass_ms(6_000);
        kafka.joined(asked[0]).protocol.to_string()
    };
    // A `HashMap` of 16 buckets has them in 10 and 15, 8 and 2, 9 and 8.
    assert_eq!(tie("roundrobin", "cooperative-sticky"), "roundrobin");
    assert_eq!(tie("sticky", "rack-aware"), "rack-aware");
    assert_eq!(tie("range", "sticky"), "sticky");
}

#[test]
fn an_assignor_that_one_member_does_not_know_is_not_chosen() {
    let both = ["sticky", "range"];
    assert_eq!(chosen([&both, &both, &["range"]]), "range");
}
