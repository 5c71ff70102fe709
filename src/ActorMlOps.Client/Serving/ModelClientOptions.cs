namespace ActorMlOps.Client;

/// <summary>How a <see cref="ModelHandle"/> puts rows together into calls.</summary>
public sealed class ModelClientOptions
{
    /// <summary>Rows of several callers in one call. 1 to 4096; default 256.</summary>
    public int MaxRowsPerCall { get; set; } = 256;

    /// <summary>Calls under way at a time per handle; what comes meanwhile waits for the next call. 1 to 64; default 4.</summary>
    public int CallsInFlight { get; set; } = 4;
}
