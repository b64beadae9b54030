import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.AuthenticationFactory;
import org.apache.pulsar.client.api.CompressionType;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.SizeUnit;
import org.apache.pulsar.client.api.TypedMessageBuilder;
import org.apache.pulsar.client.api.schema.GenericObject;
import org.apache.pulsar.client.api.schema.GenericRecord;

/**
 * Pulsar's own client, for tests to judge ours by. Each line of standard input asks for one act on one topic, {"act",
 * "serviceUrl", "token", "topic", …}, and is answered by lines that end with {"end": count} or {"error": text}:
 * "read" ("isCompacted", "hasUnionTags") gives a line {"message": …} for each message up to the topic's end, partitions
 * one beside the other; "writeTyped" ("schema", "messages": [{"value", "key"}]) sends values of a schema (see TypedValue) in
 * order; "write" ("compression", "isBatched", "isChunked", "messages": [{"value": base64 or null, "key", "properties",
 * "eventTimeMs"}]) sends them in order. Ends with its input.
 */
public final class JavaClient {
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                    .build())
            .build();

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, "UTF-8");
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            try {
                out.println(JSON.createObjectNode().put("end", answer(JSON.readTree(line), out)));
            } catch (Throwable failure) {
                out.println(JSON.createObjectNode().put("error", failure.toString()));
            }
            out.flush();
        }
        System.exit(0); // threads of closed clients may linger
    }

    /** By who asks whom: to close one takes seconds. What has failed is left, and not used again. */
    private static final Map<List<String>, PulsarClient> CLIENTS = new HashMap<>();

    private static long answer(JsonNode request, PrintStream out) throws Exception {
        List<String> who = List.of(request.get("serviceUrl").asText(), request.get("token").asText());
        PulsarClient client = CLIENTS.get(who);
        if (client == null) CLIENTS.put(who, client = connect(who.get(0), who.get(1)));
        try {
            switch (request.get("act").asText()) {
                case "write":
                    return write(client, request);
                case "writeTyped":
                    return writeTyped(client, request);
                default:
                    return read(client, request, out);
            }
        } catch (Exception failure) {
            CLIENTS.remove(who);
            throw failure;
        }
    }

    private static PulsarClient connect(String serviceUrl, String token) throws Exception {
        return PulsarClient.builder()
                .serviceUrl(serviceUrl)
                .authentication(AuthenticationFactory.token(token))
                .operationTimeout(20, TimeUnit.SECONDS)
                .memoryLimit(64, SizeUnit.MEGA_BYTES)
                .build();
    }

    private static long read(PulsarClient client, JsonNode request, PrintStream out) throws Exception {
        boolean hasUnionTags = request.path("hasUnionTags").asBoolean();
        long count = 0;
        try (Reader<GenericRecord> reader = client.newReader(Schema.AUTO_CONSUME())
                .topic(request.get("topic").asText())
                .startMessageId(MessageId.earliest)
                .readCompacted(request.path("isCompacted").asBoolean())
                .create()) {
            while (reader.hasMessageAvailable()) {
                Message<GenericRecord> message = reader.readNext(20, TimeUnit.SECONDS);
                if (message == null) throw new IllegalStateException("A message was announced and did not come within 20 s.");
                out.println(JSON.createObjectNode().set("message", describe(message, hasUnionTags)));
                count++;
            }
        }
        return count;
    }

    private static long write(PulsarClient client, JsonNode request) throws Exception {
        List<CompletableFuture<MessageId>> receipts = new ArrayList<>();
        try (Producer<byte[]> producer = client.newProducer(Schema.BYTES)
                .topic(request.get("topic").asText())
                .compressionType(CompressionType.valueOf(request.get("compression").asText()))
                .enableBatching(request.get("isBatched").asBoolean())
                .batchingMaxPublishDelay(1, TimeUnit.SECONDS)
                .enableChunking(request.get("isChunked").asBoolean())
                .blockIfQueueFull(true)
                .create()) {
            for (JsonNode told : request.get("messages")) {
                TypedMessageBuilder<byte[]> message = producer.newMessage().value(told.get("value").binaryValue());
                if (told.hasNonNull("key")) message.key(told.get("key").asText());
                if (told.hasNonNull("eventTimeMs")) message.eventTime(told.get("eventTimeMs").asLong());
                told.path("properties").fields().forEachRemaining(one -> message.property(one.getKey(), one.getValue().asText()));
                receipts.add(message.sendAsync());
            }
            producer.flush();
            for (CompletableFuture<MessageId> receipt : receipts) receipt.get();
        }
        return receipts.size();
    }

    private static long writeTyped(PulsarClient client, JsonNode request) throws Exception {
        JsonNode schema = request.get("schema");
        try (Producer<Object> producer = client.newProducer(TypedValue.schemaOf(schema))
                .topic(request.get("topic").asText())
                .create()) {
            for (JsonNode told : request.get("messages")) {
                TypedMessageBuilder<Object> message = producer.newMessage().value(TypedValue.read(schema, told.get("value")));
                if (told.hasNonNull("key")) message.key(told.get("key").asText());
                message.send();
            }
        }
        return request.get("messages").size();
    }

    private static ObjectNode describe(Message<GenericRecord> message, boolean hasUnionTags) {
        ObjectNode told = JSON.createObjectNode();
        told.put("topic", message.getTopicName());
        told.put("id", message.getMessageId().toString());
        told.put("producer", message.getProducerName());
        told.put("sequenceId", Long.toString(message.getSequenceId()));
        told.put("publishTimeMs", message.getPublishTime());
        told.put("eventTimeMs", message.getEventTime() == 0 ? null : message.getEventTime());
        told.put("key", message.hasKey() ? message.getKey() : null);
        told.set("properties", JSON.valueToTree(message.getProperties()));
        told.put("schemaVersion", versionOf(message.getSchemaVersion()));
        boolean isTombstone = message.size() == 0;
        GenericObject object = isTombstone ? null : message.getValue();
        told.put("schemaType", isTombstone ? null : object.getSchemaType().name());
        told.set("value", isTombstone ? null : DecodedValue.toJson(object, hasUnionTags));
        return told;
    }

    /** A broker numbers the versions of a topic's schema from 0 on, in eight bytes; others are given in base64. */
    private static String versionOf(byte[] version) {
        if (version == null || version.length == 0) return null;
        if (version.length != Long.BYTES) return Base64.getEncoder().encodeToString(version);
        return Long.toString(ByteBuffer.wrap(version).getLong());
    }
}
