using ActorMlOps.Grains.Hosting;
using ActorMlOps.Monitoring;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Streams.Filtering;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Lets nothing but batches through to the monitors. Their subscriptions are of that type, since a stream has one type in a process: an item of
/// another would fail in them, and hold up what comes behind it for the minute in which the stream repeats it.
/// </summary>
internal sealed partial class BatchFilter(Instruments instruments, ILogger<BatchFilter> logger) : IStreamFilter
{
    public bool ShouldDeliver(StreamId streamId, object? item, string? filterData)
    {
        var name = streamId.GetNamespace();
        if (item is StreamBatch || name is not (StreamNames.Features or StreamNames.Observations or StreamNames.Labels))
            return true;
        var key = streamId.GetKeyAsString();
        instruments.CountBatch(key, "refused");
        LogRefused(name, key, item?.GetType().Name ?? "null", nameof(StreamBatch));
        return false;
    }

    [LoggerMessage(
        1, LogLevel.Warning, "An item on the stream {Name} of {Key} was refused: it is of type {Type}; publish {Expected}, as the client does.")]
    private partial void LogRefused(string name, string key, string type, string expected);
}
