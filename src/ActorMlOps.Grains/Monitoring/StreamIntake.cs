using ActorMlOps.Grains.Hosting;
using ActorMlOps.Monitoring;
using Microsoft.Extensions.Logging;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Batches of a stream in the order of their producers: a repeat is known by its sequence, one whose predecessor is missing waits for its
/// producer to send both again, a bad one is reported and passed over. What fails for a reason of ours throws, and is delivered again.
/// </summary>
/// <param name="markOf">What is known of a producer.</param>
/// <param name="take">Counts the columns of a batch, durably with its sequence.</param>
/// <param name="refuse">Keeps that a batch was refused.</param>
internal sealed partial class StreamIntake(
    string key,
    Instruments instruments,
    ILogger logger,
    Func<string, ProducerMark> markOf,
    Func<StreamBatch, int, ObservationColumn[], Task<string?>> take,
    Func<StreamBatch, string, Task> refuse)
{
    private const int MaxProducer = 200;

    public async Task TakeAsync(StreamBatch? batch)
    {
        if (batch?.Producer is not { Length: > 0 and <= MaxProducer } || batch.Sequence < 1)
        {
            // Nobody who could ask for it.
            Report(batch, "A batch must have a producer of 1 to 200 characters and a sequence above 0.");
            return;
        }
        var taken = markOf(batch.Producer).Sequence;
        if (batch.Sequence <= taken)
        {
            instruments.CountBatch(key, "duplicate");
            return;
        }
        if (batch.Previous > taken)
        {
            instruments.CountBatch(key, "early");
            LogEarly(batch.Sequence, batch.Producer, key, batch.Previous);
            return;
        }
        var (rows, columns, error) = ColumnCodec.Decode(batch.Columns);
        error ??= await take(batch, rows, columns);
        if (error is null)
        {
            instruments.CountBatch(key, "counted");
            return;
        }
        Report(batch, error);
        await refuse(batch, error);
    }

    private void Report(StreamBatch? batch, string reason)
    {
        instruments.CountBatch(key, "refused");
        LogRefused(batch?.Sequence ?? 0, batch?.Producer, key, reason);
    }

    [LoggerMessage(1, LogLevel.Warning, "Batch {Sequence} of producer '{Producer}' on the stream of {Key} was refused: {Reason}")]
    private partial void LogRefused(long sequence, string? producer, string key, string reason);

    [LoggerMessage(
        2, LogLevel.Information,
        "Batch {Sequence} of producer '{Producer}' on the stream of {Key} came before batch {Previous}; it must come again.")]
    private partial void LogEarly(long sequence, string producer, string key, long previous);
}
