using ActorMlOps.Monitoring;

namespace ActorMlOps.Api.Monitoring;

/// <param name="Rows">Rows counted; 0 if the batch is a repeat.</param>
/// <param name="Late">Rows counted whose time was more than an hour ago.</param>
/// <param name="Duplicate">This producer's sequence was counted before.</param>
/// <param name="Ignored">Columns that are neither features nor any that observations know.</param>
internal sealed record ObservationView(int Rows, int Late, bool Duplicate, LabelResult Labels, string[] Ignored);
