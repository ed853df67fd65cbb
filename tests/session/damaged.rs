//! Links that were cut off, changed or made up: never a panic, never a silent loss.

use lab::link::{self, View};
use lab::{LossKind, Session};
use proptest::prelude::*;
use proptest::sample::Index;

use super::{at, crash, restart, send, session};

thread_local! {
    static LINKS: [(Session, String); 2] = links();
}

/// A run with a link that can be read, and one that is packed.
fn links() -> [(Session, String); 2] {
    let mut short = session("first-records");
    short.advance(at(11));
    short.act(crash()).unwrap();
    short.advance(at(13));
    let readable = link::to(&short, &View::default());
    let mut long = session("commit");
    for second in 5..13 {
        long.advance(at(second));
        long.act(send(second as u32)).unwrap();
        long.act(restart()).unwrap();
    }
    let packed = link::to(&long, &View::default());
    assert!(packed.starts_with("#/run/"));
    [(short, readable), (long, packed)]
}

/// Whether a link is the session, or says that it is not.
fn is_honest(link: &str, session: &Session) -> bool {
    let same = |opened: &Session| {
        let journal = |session: &Session| -> Vec<_> {
            let entries = session.journal().iter();
            entries
                .map(|entry| (entry.step, entry.at, entry.action.clone()))
                .collect()
        };
        journal(opened) == journal(session)
            && opened.lab() == session.lab()
            && opened.reached() == session.reached()
            && (opened.playhead(), opened.position()) == (session.playhead(), session.position())
    };
    match link::open(link) {
        Ok(opened) => !opened.losses.is_empty() || same(&opened.session),
        Err(problems) => !problems.is_empty(),
    }
}

#[test]
fn a_link_that_is_cut_off_anywhere_is_told() {
    for (session, link) in links() {
        let plain = link.find('?').unwrap_or(0);
        for end in (0..link.len()).filter(|end| *end != plain) {
            assert!(is_honest(&link[..end], &session), "{}", &link[..end]);
        }
    }
}

#[test]
fn the_beginning_of_a_packed_link_is_restored() {
    let [_, (session, link)] = links();
    let mut most = 0;
    for part in [4, 5, 6, 7] {
        let opened = link::open(&link[..link.len() * part / 8]).unwrap();
        assert_eq!(opened.losses[0].kind, LossKind::Damaged);
        let restored = opened.session.journal();
        assert!(restored.len() < session.journal().len());
        for (restored, original) in restored.iter().zip(session.journal()) {
            assert_eq!(
                (restored.step, &restored.action),
                (original.step, &original.action)
            );
        }
        assert!(restored.len() >= most);
        most = restored.len();
    }
    assert!(most > 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_link_that_was_changed_anywhere_is_told(which in 0..2_usize, place in any::<Index>(), c in any::<char>(), ascii in 32..127_u8, plain in any::<bool>()) {
        let (session, link) = LINKS.with(|links| links[which].clone());
        let mut chars: Vec<char> = link.chars().collect();
        let place = place.index(chars.len());
        chars[place] = if plain { char::from(ascii) } else { c };
        let changed: String = chars.into_iter().collect();
        prop_assert!(is_honest(&changed, &session), "{}", changed);
    }

    #[test]
    fn no_text_makes_a_link_panic(text in "\\PC{0,200}", words in "[a-z0-9:;,=.@&\"%\\[\\]{}-]{0,120}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for link in [
            text.clone(),
            format!("#/lab/commit?{text}"),
            format!("#/lab/commit?do={words}&at={words}"),
            format!("#/lab/commit?do=1s:send:client=producer-1,{words}"),
            format!("#/run/1.{words}"),
            link::pack(&words),
            link::pack(&format!("{{\"format\":1,\"lab\":{{\"id\":\"commit\"}},\"journal\":[{words}],\"seed\":{words}}}")),
            link::pack(&String::from_utf8_lossy(&bytes)),
        ] {
            if let Ok(opened) = link::open(&link) {
                prop_assert!(opened.session.position().0 <= lab::REPLAY_STEPS_MAX);
            }
        }
    }
}

#[test]
fn a_link_that_asks_for_too_much_is_held_back() {
    let endless = "#/lab/first-records?at=86400s";
    let opened = link::open(endless).unwrap();
    assert!(opened.session.position().0 <= lab::REPLAY_STEPS_MAX);
    let beyond = link::open("#/lab/first-records?at=86401s").unwrap();
    assert_eq!(beyond.losses[0].kind, LossKind::Unreadable);
    let many = format!(
        "#/lab/first-records?do={}",
        ["1s:crash:nobody"; 10_050].join(";")
    );
    let opened = link::open(&many).unwrap();
    assert_eq!(opened.losses.len(), 10_001);
}
