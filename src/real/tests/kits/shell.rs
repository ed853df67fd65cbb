//! Words of a shell, read back.

/// The words of each command of a script, comments and line breaks aside.
pub(crate) fn commands(script: &str) -> Vec<Vec<String>> {
    let mut commands = vec![Vec::new()];
    let mut word: Option<String> = None;
    let mut rest = script.chars().peekable();
    while let Some(c) = rest.next() {
        let place = word.get_or_insert_default();
        match c {
            '\'' => place.extend(rest.by_ref().take_while(|c| *c != '\'')),
            '$' if rest.peek() == Some(&'\'') => {
                rest.next();
                place.push_str(&ansi(&mut rest));
            }
            '\\' if rest.peek() == Some(&'\n') => {
                rest.next();
                finish(&mut word, &mut commands, false);
            }
            '\\' => place.extend(rest.next()),
            '#' if place.is_empty() => {
                word = None;
                for _ in rest.by_ref().take_while(|c| *c != '\n') {}
                commands.push(Vec::new());
            }
            ' ' => finish(&mut word, &mut commands, false),
            '\n' => finish(&mut word, &mut commands, true),
            c => place.push(c),
        }
    }
    finish(&mut word, &mut commands, true);
    commands.retain(|command| !command.is_empty());
    commands
}

fn finish(word: &mut Option<String>, commands: &mut Vec<Vec<String>>, ends: bool) {
    let word = word.take().filter(|word| !word.is_empty());
    commands.last_mut().unwrap().extend(word);
    if ends {
        commands.push(Vec::new());
    }
}

/// What follows `$'`.
fn ansi(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> String {
    let mut bytes = Vec::new();
    while let Some(c) = rest.next().filter(|c| *c != '\'') {
        if c != '\\' {
            let mut buffer = [0; 4];
            bytes.extend(c.encode_utf8(&mut buffer).bytes());
            continue;
        }
        match rest.next().unwrap() {
            'n' => bytes.push(b'\n'),
            c @ '0'..='7' => {
                let mut digits = String::from(c);
                digits.extend(rest.by_ref().take(2));
                bytes.push(u8::from_str_radix(&digits, 8).unwrap());
            }
            c => bytes.push(c as u8),
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn words_are_read_as_bash_reads_them() {
    let script = "kafka 'a b' $'it\\'s \\303\\261' \\\n  plain # not this\nnext";
    assert_eq!(
        commands(script),
        [vec!["kafka", "a b", "it's ñ", "plain"], vec!["next"]]
    );
}
