//! What goes wrong with what the browser keeps, each trouble told once, on every page.

use yew::prelude::*;

use super::notices::{Notice, Notices};
use crate::i18n::{Texts, use_texts};
use crate::storage::{self, Trouble};

/// The troubles that nobody has closed.
#[component]
pub fn KeptNotices() -> Html {
    let texts = use_texts();
    let troubles = use_state_eq(Vec::<Trouble>::new);
    let open = use_mut_ref(Vec::<Trouble>::new);
    {
        let (troubles, open) = (troubles.setter(), open.clone());
        use_effect_with((), move |()| {
            let told = {
                let (troubles, open) = (troubles.clone(), open.clone());
                Callback::from(move |trouble: Trouble| {
                    open.borrow_mut().push(trouble);
                    troubles.set(open.borrow().clone());
                })
            };
            *open.borrow_mut() = storage::watch(told);
            troubles.set(open.borrow().clone());
        });
    }
    let on_close = {
        let troubles = troubles.setter();
        Callback::from(move |id: &'static str| {
            open.borrow_mut().retain(|trouble| id_of(trouble) != id);
            troubles.set(open.borrow().clone());
        })
    };
    html! { <Notices notices={notices(&troubles, &texts)} {on_close} /> }
}

/// One notice for each kind of trouble; those that have names, with the names.
fn notices(troubles: &[Trouble], texts: &Texts) -> Vec<Notice> {
    let mut notices: Vec<Notice> = Vec::new();
    for trouble in troubles {
        let id = id_of(trouble);
        if !notices.iter().any(|notice| notice.id == id) {
            notices.push(Notice {
                id,
                bad: false,
                text: texts.get(&format!("notice-{id}")),
                details: Vec::new(),
                taking: None,
                action: None,
            });
        }
        if let Trouble::Unreadable(name) = trouble
            && let Some(notice) = notices.iter_mut().find(|notice| notice.id == id)
        {
            notice.details.push((name.clone(), String::new()));
        }
    }
    notices
}

/// A trouble's name in texts and tests.
const fn id_of(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Blocked => "storage-blocked",
        Trouble::Full => "storage-full",
        Trouble::Unreadable(_) => "storage-unreadable",
        Trouble::Newer => "storage-newer",
    }
}
