import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.AuthenticationFactory;
import org.apache.pulsar.client.api.ClientBuilder;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.SizeUnit;
import org.apache.pulsar.client.api.schema.GenericObject;
import org.apache.pulsar.client.api.schema.GenericRecord;

/**
 * What Pulsar's own client reads: the judge of ours. Each line of standard input asks for one topic,
 * {"serviceUrl", "token", "topic", "isCompacted", "hasUnionTags"}; the answer is a line {"message": …} for each message
 * up to the topic's end (partitions one beside the other), then {"end": count}, or {"error": text}. Ends with its input.
 */
public final class TopicReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), false, "UTF-8");
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            try {
                out.println(JSON.createObjectNode().put("end", read(JSON.readTree(line), out)));
            } catch (Exception failure) {
                out.println(JSON.createObjectNode().put("error", failure.toString()));
            }
            out.flush();
        }
        System.exit(0); // threads of closed clients may linger
    }

    private static long read(JsonNode request, PrintStream out) throws Exception {
        ClientBuilder settings = PulsarClient.builder()
                .serviceUrl(request.get("serviceUrl").asText())
                .operationTimeout(20, TimeUnit.SECONDS)
                .memoryLimit(64, SizeUnit.MEGA_BYTES);
        if (request.hasNonNull("token")) settings.authentication(AuthenticationFactory.token(request.get("token").asText()));
        boolean hasUnionTags = request.path("hasUnionTags").asBoolean();
        long count = 0;
        try (PulsarClient client = settings.build();
                Reader<GenericRecord> reader = client.newReader(Schema.AUTO_CONSUME())
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
