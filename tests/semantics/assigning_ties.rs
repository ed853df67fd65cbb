//! Who gets what where racks, old claims and the order in Java's hash maps decide: answers of Kafka's own assignors.

use std::collections::BTreeSet;
use std::sync::Arc;

use engine::client::consumer::assignor::{Member, Topics, assign};
use engine::config::Assignor::{self, CooperativeSticky, Range, RoundRobin, Sticky};
use engine::model::{Payload, TopicName, TopicPartition};

use crate::assigning::{having, member};
use crate::cluster::partition;

/// An assignor; of each topic its partitions, each with the racks of its replicas, a letter each; of each member its name, its
/// `group.instance.id`, its rack, its topics, and what it had in which generation; who is given what.
///
/// A generation of `?` is one that cannot be read; one after `~` stands in the user data alone, where old members say it; `-` is
/// none at all.
const ANSWERS: [&str; 12] = [
    "range|t=nw u=w,n|c@w:t,u b@n:t,u d@n:t,u a@s:t|a=t0 b=u1 c=u0 d=",
    "sticky|t=s,s,n u=ns,s,n|a@n:t,u c@s:t,u<t0,t1,t2#3 b@n:t,u|a=t2,u0 b=u1,u2 c=t0,t1",
    "sticky|t=s,n,n u=sw,nw,s|b:t,u<t0#3 a@s:t<t2,u2#1 c@n:t,u<t2,u0,u1,u2#1|a=t1,u2 b=t0,u0 c=t2,u1",
    "sticky|t=-,- u=-,-,-,-,- v=-,-,-,-,-,-,-|d:t,u,v<t1,u2,u3,v1,v3,v4,v5#3 a:t,v c:t b:v<t1,v0,v4,v5#2 \
     e/i6:t,u,v|a=v0,v1,v2 b=v3,v6 c=t0,t1 d=u3,v4,v5 e=u0,u1,u2,u4",
    "sticky|t=w,s,nw,sw,n,n,n,n,sw u=n,s,ns,nw,n v=w,n,n,nw,n,s,s,sw,s|a:t,u,v<t6,u0,u1,u2,u4,v5,v6#1 \
     b@s:v<v1,v2,v3,v8#1 c@w:t,u|a=t4,t5,u0,u1,u2,u4,v5,v6 b=v0,v1,v2,v3,v4,v7,v8 c=t0,t1,t2,t3,t6,t7,t8,u3",
    "sticky|t=nw u=sw v=w|m0@w:t,u,v<u0#1 m1@w:t,u,v<#1 m2:t,u,v<#3 m3/i1@w:t,u,v<u0#? m4:t,u,v<#3 \
     m5/i5@s:t,u,v<#3 m6@w:t,u,v<t0#2 m7:t,u,v<#1 m8@w:t,u,v<u0#1 m9@w:t,u,v<t0,v0#1 m10@n:t,u,v<#3 \
     m11@s:t,u,v<v0#2 m12:t,u,v m13@w:t,u,v<v0#3 m14:t,u,v<u0,v0#2|m0=u0 m1= m10= m11= m12= m13=v0 m14= m2= m3= \
     m4= m5= m6=t0 m7= m8= m9=",
    "sticky|t=-,- u=-,-,-,-,-,-,-,-,- v=-,-,-,-|m0:t,u,v<u2,u3,u5,v1,v3#1 m1:t,u,v<u1,u2,u4,u8,v0,v3#2 \
     m2/i5:t,u,v<t1,u0,u4,v2#3 m3/i1:t,u,v<v2#2 m4:t,u,v m5:t,u,v<u1,u4,u5,u7#1 m6:t,u,v<t0,t1,u2,v0#3 \
     m7:t,u,v<u3,u6,u7,v1#1 m8:t,u,v<u0,u1,u5,u7,v0#2 m9:t,u,v<u1,u4,u5,v0#2 m10:t,u,v<u2,u6,u8,v1,v3#2 \
     m11:t,u,v<u0,u1,u5,u7,u8,v3#3 m12:t,u,v<t0,u2,u3,u4,v0,v1,v2,v3#2 m13:t,u,v|m0=t1 m1=u0 m10=u6 m11=v3 m12=u1 \
     m13=u2 m2=u4,v2 m3=u3 m4=u5 m5=u7 m6=t0 m7=u8 m8=v0 m9=v1",
    "cooperative|t=ns,n,n,s|a:t b@s:t c@n:t|a=t0 b=t3 c=t1,t2",
    "cooperative|t=s u=s,n,ns|a@n:u<#3 b@s:t d@s:t<u0,u2#? c:t,u<u2#1|a=u1 b=t0 c=u2 d=",
    "cooperative|t=n,ns,nw u=s,s,s|a@n:t,u<u1#3 b/i3:t<t2,u0#~2 c:t<t0,t2,u0#1|a=u1,u2 b=t1 c=t2",
    "cooperative|t=ns u=s v=ns|c@s:t,u<t0#1 a@s:v<t0,u0,v0#1 d@n:t,u,v<#3 b@n:v<t0,v0#2|a= b=v0 c= d=",
    "cooperative|t=- u=-,-,-,-|c:t<t0,u0#- a:t,u b/i6:t,u<u0,u1,u3#1|a=u2 b=u1,u3 c=t0,u0",
];

#[test]
fn everything_is_given_out_as_kafkas_own_assignors_do_it() {
    for answer in ANSWERS {
        let (given, expected) = given_and_expected(answer).expect("it is written as described");
        assert_eq!(given, expected, "{answer}");
    }
}

fn given_and_expected(answer: &str) -> Option<(String, String)> {
    let [assignor, topics, members, expected] = answer.split('|').collect::<Vec<_>>()[..] else {
        return None;
    };
    let assignor = match assignor {
        "range" => Range,
        "roundrobin" => RoundRobin,
        "sticky" => Sticky,
        _ => CooperativeSticky,
    };
    let members = members.split(' ').map(|text| said(assignor, text));
    let members = members.collect::<Option<Vec<_>>>()?;
    let given = assign(assignor, &racks(topics)?, &members);
    let shares = given.iter().map(|(id, own)| {
        let own: Vec<_> = own
            .iter()
            .map(|at| format!("{}{}", at.topic, at.partition))
            .collect();
        format!("{id}={}", own.join(","))
    });
    Some((shares.collect::<Vec<_>>().join(" "), expected.to_owned()))
}

fn racks(text: &str) -> Option<Topics> {
    let topics = text.split(' ').map(|topic| {
        let (name, partitions) = topic.split_once('=')?;
        let racks = |letters: &str| -> BTreeSet<Arc<str>> {
            let racks = letters.chars().filter(|letter| *letter != '-');
            racks.map(|letter| Arc::from(letter.to_string())).collect()
        };
        Some((
            TopicName::from(name),
            partitions.split(',').map(racks).collect(),
        ))
    });
    topics.collect()
}

fn said(assignor: Assignor, text: &str) -> Option<Member> {
    let (who, says) = text.split_once(':')?;
    let (who, rack) = who
        .split_once('@')
        .map_or((who, None), |(who, rack)| (who, Some(rack)));
    let (id, instance) = who
        .split_once('/')
        .map_or((who, None), |(id, name)| (id, Some(name)));
    let (topics, had) = says
        .split_once('<')
        .map_or((says, None), |(topics, had)| (topics, Some(had)));
    let mut said = member(id, &topics.split(',').collect::<Vec<_>>());
    if let Some((owned, generation)) = had.and_then(|had| had.split_once('#')) {
        let owned: Option<Vec<_>> = owned
            .split(',')
            .filter(|at| !at.is_empty())
            .map(place)
            .collect();
        let number = generation.trim_start_matches('~').parse().unwrap_or(-1);
        said = having(assignor, &said, &owned?, number);
        if generation == "?" {
            said.subscription.user_data = Some(Payload::from("?"));
        }
        if generation == "-" {
            said.subscription.user_data = None;
        }
        if generation.starts_with(['?', '~', '-']) {
            said.subscription.generation = None;
        }
    }
    said.instance_id = instance.map(Arc::from);
    said.subscription.rack = rack.map(Arc::from);
    Some(said)
}

fn place(text: &str) -> Option<TopicPartition> {
    let (topic, number) = text.split_at_checked(1)?;
    Some(partition(topic, number.parse().ok()?))
}
