//! Structures, arrays and tagged fields: what is made of fields.

use super::{Pen, Tagged, label};
use crate::model::{Encoding, Part};

impl Pen<'_> {
    /// An array of structures.
    pub fn array<T>(
        &mut self,
        name: &'static str,
        items: impl IntoIterator<Item = T>,
        write: impl FnMut(&mut Self, T),
    ) {
        self.group(name, |pen| pen.items(name, items, write));
    }

    /// An array of structures, or null.
    pub fn nullable_array<T>(
        &mut self,
        name: &'static str,
        items: Option<impl IntoIterator<Item = T>>,
        write: impl FnMut(&mut Self, T),
    ) {
        match items {
            Some(items) => self.array(name, items, write),
            None => self.group(name, |pen| pen.count(name, None)),
        }
    }

    /// An array of int32.
    pub fn int32s(&mut self, name: &'static str, numbers: impl IntoIterator<Item = i32>) {
        let numbers: Vec<i32> = numbers.into_iter().collect();
        self.group(name, |pen| {
            pen.count(name, Some(numbers.len()));
            for (place, number) in numbers.iter().enumerate() {
                pen.int32(&format!("{name}[{place}]"), *number);
            }
        });
    }

    /// An array of strings.
    pub fn strings<T: AsRef<str>>(
        &mut self,
        name: &'static str,
        texts: impl IntoIterator<Item = T>,
    ) {
        let texts: Vec<T> = texts.into_iter().collect();
        self.group(name, |pen| {
            pen.count(name, Some(texts.len()));
            for (place, text) in texts.iter().enumerate() {
                pen.string(&format!("{name}[{place}]"), text.as_ref());
            }
        });
    }

    /// An array of strings, or null.
    pub fn nullable_strings<T: AsRef<str>>(
        &mut self,
        name: &'static str,
        texts: Option<impl IntoIterator<Item = T>>,
    ) {
        match texts {
            Some(texts) => self.strings(name, texts),
            None => self.group(name, |pen| pen.count(name, None)),
        }
    }

    /// A structure.
    pub fn structure(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.group(name, |pen| pen.fields(name, write));
    }

    /// A structure, or null; what it is made of, if it is there.
    pub fn nullable_structure<T>(
        &mut self,
        name: &'static str,
        content: Option<T>,
        write: impl FnOnce(&mut Self, T),
    ) {
        let presence: i8 = if content.is_some() { 1 } else { -1 };
        let label = format!("{name}Presence");
        self.leaf(
            &label,
            &presence.to_be_bytes(),
            Encoding::Presence,
            presence,
        );
        if let Some(content) = content {
            self.structure(name, |pen| write(pen, content));
        }
    }

    /// The body of the message: a structure whose fields have no name before theirs.
    pub fn body(&mut self, write: impl FnOnce(&mut Self)) {
        self.fields("", write);
    }

    /// A structure as a tagged field of the one that is open.
    pub fn tagged_structure(
        &mut self,
        tag: u32,
        name: &'static str,
        write: impl FnOnce(&mut Self),
    ) {
        self.tagged(tag, name, |pen| pen.fields(name, write));
    }

    /// An array as a tagged field of the structure that is open.
    pub fn tagged_array<T>(
        &mut self,
        tag: u32,
        name: &'static str,
        items: impl IntoIterator<Item = T>,
        write: impl FnMut(&mut Self, T),
    ) {
        self.tagged(tag, name, |pen| pen.items(name, items, write));
    }

    fn items<T>(
        &mut self,
        name: &'static str,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T),
    ) {
        let items: Vec<T> = items.into_iter().collect();
        self.count(name, Some(items.len()));
        for (place, item) in items.into_iter().enumerate() {
            self.structure(&format!("{name}[{place}]"), |pen| write(pen, item));
        }
    }

    /// The fields of a structure, those with tags behind the others.
    fn fields(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        let outer = self.path.len();
        self.path = self.named(name);
        self.tagged.push(Vec::new());
        write(self);
        let tagged = self.tagged.pop().unwrap_or_default();
        if self.is_flexible {
            self.varint("taggedFieldsCount", tagged.len(), Encoding::TaggedFields);
            for field in tagged {
                self.put(field);
            }
        }
        self.path.truncate(outer);
    }

    fn tagged(&mut self, tag: u32, name: &'static str, write: impl FnOnce(&mut Self)) {
        let (start, parts) = (self.layout.bytes.len(), self.layout.parts.len());
        self.depth += 1;
        write(self);
        self.depth -= 1;
        let field = Tagged {
            tag,
            name,
            bytes: self.layout.bytes.split_off(start),
            parts: self.layout.parts.split_off(parts),
            start,
        };
        if let Some(open) = self.tagged.last_mut() {
            open.push(field);
        }
    }

    /// Puts a tagged field in its place.
    fn put(&mut self, field: Tagged) {
        let name = field.name;
        self.group(name, |pen| {
            let (tag, size) = (format!("{name}.tag"), format!("{name}.size"));
            pen.varint(&tag, field.tag as usize, Encoding::UnsignedVarint);
            pen.varint(&size, field.bytes.len(), Encoding::UnsignedVarint);
            let start = pen.layout.bytes.len();
            pen.layout.bytes.extend(field.bytes);
            pen.layout
                .parts
                .extend(field.parts.into_iter().map(|part| Part {
                    start: part.start - field.start + start,
                    end: part.end - field.start + start,
                    ..part
                }));
        });
    }

    /// Several parts together, of which this is the name.
    pub(super) fn group(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        let place = self.layout.parts.len();
        self.leaf(name, &[], Encoding::Group, "");
        self.depth += 1;
        write(self);
        self.depth -= 1;
        self.layout.parts[place].end = self.layout.bytes.len();
    }

    /// How many items an array has.
    fn count(&mut self, name: &str, count: Option<usize>) {
        if self.is_flexible {
            self.compact(name, "Count", Encoding::CompactCount, count);
        } else {
            let count = count.map_or(-1, |count| count as i32);
            let label = label(name, "Count");
            self.leaf(&label, &count.to_be_bytes(), Encoding::FixedCount, count);
        }
    }
}
