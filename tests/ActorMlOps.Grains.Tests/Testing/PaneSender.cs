using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>A silo that repeats its panes until they are acknowledged; each counts its rows.</summary>
internal sealed class PaneSender(PaneHeader[] panes)
{
    public Guid Id { get; } = Guid.NewGuid();

    public PaneHeader[] Panes => panes;

    /// <summary>Panes that were acknowledged.</summary>
    public int Kept { get; set; }

    public (PaneHeader Header, long Value)[] Next(int count) => [.. panes.Skip(Kept).Take(count).Select(h => (h, (long)h.Rows))];
}
