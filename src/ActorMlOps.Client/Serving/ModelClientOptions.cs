namespace ActorMlOps.Client;

/// <summary>How a <see cref="ModelHandle"/> puts rows together into calls.</summary>
public sealed class ModelClientOptions
{
    /// <summary>Rows of several callers in one call. 1 to 4096; default 256.</summary>
    public int MaxRowsPerCall { get; set; } = 256;

    /// <summary>
    /// Calls under way at a time per handle; what comes meanwhile waits for the next call. Within a silo those of 16 rows and more of one caller
    /// neither count nor wait: there the engine's queue is the limit. 1 to 64; default 4.
    /// </summary>
    public int CallsInFlight { get; set; } = 4;

    /// <summary>
    /// Rows of a handle that may wait to be sent; further ones are refused as <see cref="ActorMlOps.Serving.PredictOutcome.Overloaded"/>.
    /// 1 to 1,000,000; default 10,000.
    /// </summary>
    public int MaxWaitingRows { get; set; } = 10_000;

    /// <summary>
    /// How often a call is repeated whose silo was lost. The first repeat goes out at once, the next ones after 50 ms, 100 ms and so on.
    /// 0 to 16; default 5.
    /// </summary>
    public int Retries { get; set; } = 5;
}
