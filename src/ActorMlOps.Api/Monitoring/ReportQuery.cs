using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Api.Monitoring;

/// <summary>What a report is asked for. Exactly one of <paramref name="Time"/> and <paramref name="Rows"/> is set.</summary>
/// <param name="Rows">The newest rows, or those from number <paramref name="Offset"/> on.</param>
/// <param name="Bucket">Width of the points of a series; null: no series.</param>
/// <param name="Methods">Drift tests; null: those of the version's config.</param>
/// <param name="Mode">Whose drift tests; null: that of the version's config.</param>
/// <param name="Bins">Most bins of a distribution; null: the default.</param>
internal sealed record ReportQuery(
    WindowRange? Time, long? Rows, long? Offset, TimeSpan? Bucket, string? Segment, string[]? Methods, bool Csv,
    DriftPreset? Mode = null, int? Bins = null)
{
    public const string Window = "window";
    public const string From = "from";
    public const string To = "to";
    public const string RowsName = "rows";
    public const string OffsetName = "offset";
    public const string BucketName = "bucket";
    public const string SegmentName = "segment";
    public const string Method = "method";
    public const string ModeName = "mode";
    public const string BinsName = "bins";
    public const string Format = "format";

    /// <summary>The window as the grains take it.</summary>
    public async ValueTask<WindowRange> ResolveAsync(IModelVersionGrain version) => Time ?? await version.Resolve(Rows!.Value, Offset);
}
