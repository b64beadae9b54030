import java.util.concurrent.TimeUnit;
import org.apache.pulsar.client.api.AuthenticationFactory;
import org.apache.pulsar.client.api.ClientBuilder;
import org.apache.pulsar.client.api.Message;
import org.apache.pulsar.client.api.MessageId;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Reader;
import org.apache.pulsar.client.api.Schema;
import org.apache.pulsar.client.api.schema.Field;
import org.apache.pulsar.client.api.schema.GenericRecord;

/**
 * The Java client's speed, beside which our source is measured: reads a topic from its oldest message, takes every field out
 * of every record, and prints {"records", "seconds", "recordsPerSecond"}, the clock starting with the first message. Arguments:
 * service URL, topic. PULSAR_TOKEN.
 */
public final class BenchReader {
    public static void main(String[] arguments) throws Exception {
        ClientBuilder settings = PulsarClient.builder().serviceUrl(arguments[0]);
        String token = System.getenv("PULSAR_TOKEN");
        if (token != null) settings.authentication(AuthenticationFactory.token(token));
        try (PulsarClient client = settings.build();
                Reader<GenericRecord> reader = client.newReader(Schema.AUTO_CONSUME())
                        .topic(arguments[1])
                        .startMessageId(MessageId.earliest)
                        .receiverQueueSize(10_000)
                        .create()) {
            long start = 0;
            long count = 0;
            long fields = 0;
            while (reader.hasMessageAvailable()) {
                Message<GenericRecord> message = reader.readNext(20, TimeUnit.SECONDS);
                if (message == null) throw new IllegalStateException("A message was announced and did not come within 20 s.");
                if (count++ == 0) start = System.nanoTime();
                GenericRecord record = message.getValue();
                for (Field field : record.getFields()) if (record.getField(field) != null) fields++;
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(java.util.Locale.ROOT,
                    "{\"records\": %d, \"fields\": %d, \"seconds\": %.3f, \"recordsPerSecond\": %.0f}%n",
                    count, fields, seconds, count / seconds);
        }
        System.exit(0);
    }
}
