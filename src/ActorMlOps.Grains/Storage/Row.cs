namespace ActorMlOps.Grains.Storage;

/// <summary>A stored row as it was read or written; <paramref name="Value"/> is null if there is none.</summary>
internal sealed record Row<T>(T? Value, string? ETag) where T : class
{
    public static Row<T> None { get; } = new(null, null);
}
