//! JSON Schemas of what is printed as JSON (docs/spec/cli.md#json-documents).

use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::list::Layout;

/// A generator of schemas of what is serialized.
fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().for_serialize().into_generator()
}

/// Returns the schema of an object, which may refer to definitions of the generator.
fn object_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Map<String, Value> {
    T::json_schema(generator).as_object().cloned().unwrap_or_default()
}

/// Returns the schemas of the fields of a struct.
fn properties_of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Map<String, Value> {
    match object_of::<T>(generator).remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    }
}

/// Returns the schema of a document, made by a function.
pub fn document(object: impl FnOnce(&mut SchemaGenerator) -> Schema) -> Schema {
    let mut generator = generator();
    let mut object = object(&mut generator).as_object().cloned().unwrap_or_default();
    if let Some(version) = object.get_mut("properties").and_then(|it| it.get_mut("schema_version")) {
        *version = schema_version();
    }
    complete(object, generator)
}

/// Returns the schema of the document of a list: of its items, and of what is before and after them.
pub fn list<Item: JsonSchema, Before: JsonSchema, After: JsonSchema>(layout: &Layout, has_root: bool) -> Schema {
    let mut generator = generator();
    let mut properties = Map::new();
    properties.insert("schema_version".to_owned(), schema_version());
    if has_root {
        let about = "The absolute path of the vault, to which paths are relative.";
        properties.insert("root".to_owned(), json!({"description": about, "type": "string"}));
    }
    properties.extend(properties_of::<Before>(&mut generator));
    let items = generator.subschema_for::<Item>();
    properties.insert(layout.key.to_owned(), json!({"type": "array", "items": items}));
    properties.extend(properties_of::<After>(&mut generator));
    let required: Vec<&String> = properties.keys().collect();
    let object = json!({"type": "object", "required": required, "properties": properties});
    complete(object.as_object().cloned().unwrap_or_default(), generator)
}

/// Returns the schema of a line of NDJSON for an item of a list. It has what the item has, and says what it is.
pub fn line<Item: JsonSchema>(layout: &Layout) -> Schema {
    let mut generator = generator();
    let mut object = object_of::<Item>(&mut generator);
    if !object.contains_key("properties") {
        // The item is a text.
        let properties = json!({layout.path: Value::Object(std::mem::take(&mut object))});
        object = Map::from_iter([("properties".to_owned(), properties), ("required".to_owned(), json!([layout.path]))]);
    }
    let kind = layout.kind;
    let renamed = |name: &str| if name == "type" { layout.name_of_type() } else { name.to_owned() };
    let mut properties = Map::new();
    properties.insert("type".to_owned(), json!({"description": "What the object is.", "const": kind}));
    for (name, schema) in object["properties"].as_object().into_iter().flatten() {
        properties.insert(renamed(name), schema.clone());
    }
    let required = object.get("required").and_then(Value::as_array).into_iter().flatten();
    let required: Vec<String> =
        ["type".to_owned()].into_iter().chain(required.filter_map(Value::as_str).map(renamed)).collect();
    let line = json!({"type": "object", "required": required, "properties": properties});
    complete(line.as_object().cloned().unwrap_or_default(), generator)
}

/// Returns the schema of the version of a document.
fn schema_version() -> Value {
    json!({"description": "The version of the shape of this document.", "const": 1})
}

/// Completes the schema of an object with the definitions that it refers to.
fn complete(mut object: Map<String, Value>, mut generator: SchemaGenerator) -> Schema {
    object.remove("description");
    let definitions = generator.take_definitions(false);
    if !definitions.is_empty() {
        object.insert("$defs".to_owned(), Value::Object(definitions));
    }
    let mut schema = Schema::from(object);
    ForReaders.transform(&mut schema);
    schema
}

/// Turns what is said to readers of the code into what is said to readers of JSON.
struct ForReaders;

impl Transform for ForReaders {
    fn transform(&mut self, schema: &mut Schema) {
        if let Some(Value::String(text)) = schema.get_mut("description") {
            *text = text.replace("`None`", "`null`").replace('\n', " ");
        }
        // Formats such as `uint32` are not among those of JSON Schema, and some validators refuse unknown ones.
        schema.remove("format");
        transform_subschemas(self, schema);
    }
}
