import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Date;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.common.schema.KeyValue;
import org.apache.pulsar.common.schema.KeyValueEncodingType;
import org.apache.pulsar.common.schema.SchemaInfo;
import org.apache.pulsar.common.schema.SchemaType;

/**
 * Values out of JSON, for Pulsar's own client to encode. A schema is {"type", "definition"} as the broker names types, a pair
 * {"type": "KEY_VALUE", "key", "value", "encoding"}. Avro values are in Avro's JSON encoding, numbers of dates and times in
 * milliseconds, other times and days in ISO text, bytes in base64.
 */
final class TypedValue {
    private TypedValue() {}

    @SuppressWarnings("unchecked")
    static Schema<Object> schemaOf(JsonNode told) {
        return (Schema<Object>) (Schema<?>) find(told);
    }

    private static Schema<?> find(JsonNode told) {
        SchemaType type = SchemaType.valueOf(told.get("type").asText());
        switch (type) {
            case AVRO:
                return Schema.NATIVE_AVRO(new org.apache.avro.Schema.Parser().parse(told.get("definition").asText()));
            case JSON:
                return jsonSchema(told);
            case KEY_VALUE:
                return Schema.KeyValue(schemaOf(told.get("key")), schemaOf(told.get("value")),
                        KeyValueEncodingType.valueOf(told.get("encoding").asText()));
            default:
                return Schema.getSchema(SchemaInfo.builder().name("").type(type).schema(new byte[0]).build());
        }
    }

    private static org.apache.pulsar.client.api.schema.GenericSchema<?> jsonSchema(JsonNode told) {
        return Schema.generic(SchemaInfo.builder().name("").type(SchemaType.JSON)
                .schema(told.get("definition").asText().getBytes(StandardCharsets.UTF_8)).build());
    }

    static Object read(JsonNode told, JsonNode value) throws Exception {
        if (value == null || value.isNull()) return null;
        switch (SchemaType.valueOf(told.get("type").asText())) {
            case AVRO:
                return avro(new org.apache.avro.Schema.Parser().parse(told.get("definition").asText()), value.toString());
            case JSON:
                return jsonSchema(told).decode(value.toString().getBytes(StandardCharsets.UTF_8));
            case KEY_VALUE:
                return new KeyValue<>(read(told.get("key"), value.get("key")), read(told.get("value"), value.get("value")));
            case BYTES:
                return value.binaryValue();
            case BOOLEAN:
                return value.asBoolean();
            case INT8:
                return (byte) value.asInt();
            case INT16:
                return (short) value.asInt();
            case INT32:
                return value.asInt();
            case INT64:
                return Long.parseLong(value.asText());
            case FLOAT:
                return (float) value.asDouble();
            case DOUBLE:
                return value.asDouble();
            case DATE:
                return new Date(value.asLong());
            case TIME:
                return new Time(value.asLong());
            case TIMESTAMP:
                return new Timestamp(value.asLong());
            case INSTANT:
                return Instant.parse(value.asText());
            case LOCAL_DATE:
                return LocalDate.parse(value.asText());
            case LOCAL_TIME:
                return LocalTime.parse(value.asText());
            case LOCAL_DATE_TIME:
                return LocalDateTime.parse(value.asText());
            default:
                return value.asText();
        }
    }

    private static byte[] avro(org.apache.avro.Schema schema, String json) throws Exception {
        Object datum = new GenericDatumReader<>(schema).read(null, DecoderFactory.get().jsonDecoder(schema, json));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<>(schema).write(datum, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
