import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalType;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.IndexedRecord;
import org.apache.pulsar.client.api.schema.GenericObject;
import org.apache.pulsar.common.schema.KeyValue;

/**
 * A decoded value as JSON. Avro values are told as their underlying types (a timestamp is its number), integers that
 * a JSON reader would round as text, bytes in base64. With union tags, each value of a union is {branch: value} as in Avro's JSON
 * encoding, the logical type being a part of the branch's name ("long.timestamp-micros"), and bytes are as there.
 */
final class DecodedValue {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long EXACT_IN_JSON = 1L << 53;

    private final boolean hasUnionTags;

    private DecodedValue(boolean hasUnionTags) {
        this.hasUnionTags = hasUnionTags;
    }

    static JsonNode toJson(Object value, boolean hasUnionTags) {
        return new DecodedValue(hasUnionTags).tell(value);
    }

    private JsonNode tell(Object value) {
        if (value instanceof GenericObject) return tell(((GenericObject) value).getNativeObject());
        if (value instanceof KeyValue) {
            KeyValue<?, ?> pair = (KeyValue<?, ?>) value;
            ObjectNode told = NODES.objectNode();
            told.set("key", tell(pair.getKey()));
            told.set("value", tell(pair.getValue()));
            return told;
        }
        if (value instanceof IndexedRecord) return record((IndexedRecord) value);
        if (value instanceof JsonNode) return (JsonNode) value;
        if (value instanceof byte[]) return NODES.textNode(Base64.getEncoder().encodeToString((byte[]) value));
        return JSON.valueToTree(value);
    }

    private ObjectNode record(IndexedRecord record) {
        ObjectNode told = NODES.objectNode();
        for (Schema.Field field : record.getSchema().getFields()) {
            told.set(field.name(), avro(record.get(field.pos()), field.schema()));
        }
        return told;
    }

    private JsonNode avro(Object value, Schema schema) {
        switch (schema.getType()) {
            case UNION:
                return union(value, schema);
            case NULL:
                return NODES.nullNode();
            case RECORD:
                return record((IndexedRecord) value);
            case MAP:
                ObjectNode entries = NODES.objectNode();
                ((Map<?, ?>) value).forEach((key, entry) -> entries.set(key.toString(), avro(entry, schema.getValueType())));
                return entries;
            case ARRAY:
                ArrayNode items = NODES.arrayNode();
                for (Object item : (Iterable<?>) value) items.add(avro(item, schema.getElementType()));
                return items;
            case BYTES:
            case FIXED:
                return bytes(underlying(value, schema));
            case INT:
            case LONG:
                return integer(((Number) underlying(value, schema)).longValue());
            case FLOAT:
                return NODES.numberNode((Float) value);
            case DOUBLE:
                return NODES.numberNode((Double) value);
            case BOOLEAN:
                return NODES.booleanNode((Boolean) value);
            default: // string, enum
                return NODES.textNode(value.toString());
        }
    }

    private JsonNode union(Object value, Schema schema) {
        Schema branch = schema.getTypes().get(DATA.resolveUnion(schema, value));
        JsonNode told = avro(value, branch);
        if (!hasUnionTags || branch.getType() == Schema.Type.NULL) return told;
        LogicalType logical = branch.getLogicalType();
        String name = logical == null ? branch.getFullName() : branch.getFullName() + "." + logical.getName();
        return NODES.objectNode().set(name, told);
    }

    private JsonNode bytes(Object value) {
        ByteBuffer view = value instanceof GenericFixed
                ? ByteBuffer.wrap(((GenericFixed) value).bytes())
                : ((ByteBuffer) value).duplicate();
        byte[] copy = new byte[view.remaining()];
        view.get(copy);
        if (hasUnionTags) return NODES.textNode(new String(copy, StandardCharsets.ISO_8859_1));
        return NODES.textNode(Base64.getEncoder().encodeToString(copy));
    }

    private static JsonNode integer(long value) {
        boolean isExact = Math.abs(value) <= EXACT_IN_JSON && value != Long.MIN_VALUE;
        return isExact ? NODES.numberNode(value) : NODES.textNode(Long.toString(value));
    }

    /** Pulsar's client may have turned a number into an instant, or bytes into a decimal: back again. */
    private static Object underlying(Object value, Schema schema) {
        LogicalType logical = schema.getLogicalType();
        if (logical == null || DATA.getConversionByClass(value.getClass(), logical) == null) return value;
        return Conversions.convertToRawType(value, schema, logical, DATA.getConversionByClass(cast(value), logical));
    }

    @SuppressWarnings("unchecked")
    private static Class<Object> cast(Object value) {
        return (Class<Object>) value.getClass();
    }

    private static final GenericData DATA = new GenericData();

    static {
        DATA.addLogicalTypeConversion(new Conversions.DecimalConversion());
        DATA.addLogicalTypeConversion(new org.apache.avro.data.TimeConversions.DateConversion());
        DATA.addLogicalTypeConversion(new org.apache.avro.data.TimeConversions.TimeMillisConversion());
        DATA.addLogicalTypeConversion(new org.apache.avro.data.TimeConversions.TimeMicrosConversion());
        DATA.addLogicalTypeConversion(new org.apache.avro.data.TimeConversions.TimestampMillisConversion());
        DATA.addLogicalTypeConversion(new org.apache.avro.data.TimeConversions.TimestampMicrosConversion());
    }
}
