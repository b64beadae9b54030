import java.io.DataInputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pulsar.client.api.AuthenticationFactory;
import org.apache.pulsar.client.api.ClientBuilder;
import org.apache.pulsar.client.api.CompressionType;
import org.apache.pulsar.client.api.Producer;
import org.apache.pulsar.client.api.PulsarClient;
import org.apache.pulsar.client.api.Schema;

/**
 * The Java client's speed, beside which ours is measured: sends records that are already encoded and prints
 * {"records", "bytes", "seconds", "recordsPerSecond"}. Arguments: service URL, topic, file of records (each four bytes of
 * length, big endian, and the bytes), how many records to send (the file again and again), how many more to send before the
 * clock starts, compression (NONE, LZ4, ZLIB, ZSTD, SNAPPY), and optionally a file with an Avro definition. PULSAR_TOKEN.
 */
public final class BenchProducer {
    private static final int MESSAGES_PER_BATCH = 1000;
    private static final int BYTES_PER_BATCH = 128 * 1024;

    public static void main(String[] arguments) throws Exception {
        List<byte[]> records = recordsOf(Path.of(arguments[2]));
        long count = Long.parseLong(arguments[3]);
        ClientBuilder settings = PulsarClient.builder().serviceUrl(arguments[0]);
        String token = System.getenv("PULSAR_TOKEN");
        if (token != null) settings.authentication(AuthenticationFactory.token(token));
        try (PulsarClient client = settings.build(); Producer<byte[]> producer = producerOf(client, arguments)) {
            send(producer, records, Long.parseLong(arguments[4]));
            long start = System.nanoTime();
            long bytes = send(producer, records, count);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(java.util.Locale.ROOT,
                    "{\"records\": %d, \"bytes\": %d, \"seconds\": %.3f, \"recordsPerSecond\": %.0f}%n",
                    count, bytes, seconds, count / seconds);
        }
        System.exit(0);
    }

    private static Producer<byte[]> producerOf(PulsarClient client, String[] arguments) throws Exception {
        Schema<byte[]> schema = arguments.length > 6
                ? Schema.NATIVE_AVRO(new org.apache.avro.Schema.Parser().parse(
                        Files.readString(Path.of(arguments[6]), StandardCharsets.UTF_8)))
                : Schema.BYTES;
        return client.newProducer(schema)
                .topic(arguments[1])
                .compressionType(CompressionType.valueOf(arguments[5]))
                .batchingMaxMessages(MESSAGES_PER_BATCH)
                .batchingMaxBytes(BYTES_PER_BATCH)
                .batchingMaxPublishDelay(5, TimeUnit.MILLISECONDS)
                .maxPendingMessages(20 * MESSAGES_PER_BATCH)
                .blockIfQueueFull(true)
                .create();
    }

    private static long send(Producer<byte[]> producer, List<byte[]> records, long count) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        long bytes = 0;
        for (long sent = 0; sent < count; sent++) {
            byte[] record = records.get((int) (sent % records.size()));
            bytes += record.length;
            producer.sendAsync(record).exceptionally(error -> {
                failure.compareAndSet(null, error);
                return null;
            });
        }
        producer.flush();
        if (failure.get() != null) throw new IllegalStateException("A record was not stored.", failure.get());
        return bytes;
    }

    private static List<byte[]> recordsOf(Path file) throws Exception {
        List<byte[]> records = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new java.io.BufferedInputStream(Files.newInputStream(file)))) {
            for (int length = in.readInt(); ; length = in.readInt()) {
                byte[] record = new byte[length];
                in.readFully(record);
                records.add(record);
            }
        } catch (EOFException end) {
            return records;
        }
    }
}
