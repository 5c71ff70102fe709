using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Statistics.Counters;

namespace ActorMlOps.Grains.Tests.Monitoring;

public sealed class ObservationReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly VersionSpec Spec = Specs.Version("1", Specs.Binary(), features: ["a"]);
    private static readonly ObservationColumn A = Observed.Numbers("a", 1, 2);

    [Fact]
    public void Read_WholeBatch_GivesTimesPredictionsScoresAndLabels()
    {
        var reader = new ObservationReader(Spec, new("p", 1, 2,
        [
            A,
            Observed.Text(ObservationColumns.At, "2026-03-01T11:59:00Z", "2026-03-01T12:00:00+01:00"),
            Observed.Text(ObservationColumns.Prediction, "1", "0"),
            Observed.Numbers(ObservationColumns.Score, 0.9, 0.2),
            Observed.Numbers(ObservationColumns.Label, 1, 1),
            Observed.Text(ObservationColumns.PredictionId, "x", "y"),
        ]), Now);
        Assert.Empty(reader.Errors);
        Assert.Equal([Now - TimeSpan.FromMinutes(1), Now - TimeSpan.FromHours(1)], reader.Times);
        Assert.Equal([1, 0], reader.Predicted);
        Assert.Equal([0.9f, 0.2f], reader.Scores);
        Assert.Equal("1 1", string.Join(" ", reader.Labels!));
        Assert.Equal("x y", string.Join(" ", reader.Ids!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Read_HostileNumberOfRows_IsRefused(int rows) =>
        Assert.Contains("1 to 1,000,000 rows", Assert.Single(new ObservationReader(Spec, new(null, 0, rows, [A]), Now).Errors), StringComparison.Ordinal);

    public static TheoryData<ObservationColumn[], string> Bad => new()
    {
        { [Observed.Numbers("b", 1, 2)], "missing: a. The batch has: b. Features: a" },
        { [A with { Data = new byte[8] }], "'a' holds 8 bytes; 2 rows of FP64 need 16" },
        { [A with { Type = TensorType.Fp32 }], "'a' must be FP64 or BYTES, not FP32" },
        { [Observed.Text("a", "1")], "'a' does not hold 2 texts" },
        { [A with { Type = TensorType.Bytes, Data = new byte[] { 255, 255, 255, 255, 0 } }], "'a' does not hold 2 texts" },
        { [A, A], "'a' is given more than once" },
        { [A, Observed.Text(ObservationColumns.At, "2026-03-01T11:59:00", "")], "not an RFC 3339 time with an offset" },
        { [A, Observed.Text(ObservationColumns.At, "2026-03-01T12:06:00Z", "2026-03-01T12:00:00Z")], "more than 5 minutes in the future" },
        { [A, Observed.Text(ObservationColumns.Prediction, "1", "maybe")], "Row 1, column 'prediction'" },
        { [A, Observed.Text(ObservationColumns.Label, "maybe", "1")], "Row 0, column 'label'" },
        { [A, Observed.Text(ObservationColumns.Score, "1", "1")], "'score' must be numeric" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Read_WhatDoesNotFit_NamesRowAndColumn(ObservationColumn[] columns, string reason) =>
        Assert.Contains(new ObservationReader(Spec, new(null, 0, 2, columns), Now).Errors, e => e.Contains(reason, StringComparison.Ordinal));

    [Theory]
    [InlineData("2026-03-01T12:05:00Z", true)]
    [InlineData("2026-03-01T12:05:01Z", false)]
    [InlineData("9999-12-31T23:59:59Z", false)]
    [InlineData("0001-01-01T00:00:00Z", true)]
    [InlineData("0001-01-01T00:00:00+14:00", false)]
    public void Read_TimeFarAway_IsTakenOrRefusedByName(string at, bool taken)
    {
        var reader = new ObservationReader(Spec, new(null, 0, 2, [A, Observed.Text(ObservationColumns.At, at, "2026-03-01T12:00:00Z")]), Now);
        Assert.Equal(taken, reader.Errors.Count == 0);
        Assert.All(reader.Errors, e => Assert.StartsWith($"Row 0, column 'at': ", e, StringComparison.Ordinal));
    }

    /// <summary>A column of identities, named as a segment by mistake.</summary>
    [Fact]
    public void Read_AMillionDifferentSegmentValues_CountsEveryRowInABoundedPane()
    {
        const int Batches = 20, Rows = 50_000;
        var profile = new ReferenceProfile([ColumnProfile.Categorical("a", [.. Enumerable.Range(0, 2_000).Select(i => $"known{i % 300}")])], 2_000);
        var spec = Spec with { Features = [Spec.Features[0] with { Kind = FeatureKind.Categorical }], Segments = ["a"] };
        var codes = new[] { SegmentCodes.Of(spec, profile, 0) };
        var window = new WindowCounters(profile);
        var seen = new HashSet<uint>();
        for (var b = 0; b < Batches; b++)
        {
            var values = Enumerable.Range(b * Rows, Rows).Select(i => i % 1_000 == 0 ? $"known{i / 1_000 % 300}" : $"id{i}").ToArray();
            var reader = new ObservationReader(spec, new("p", b, Rows, [Observed.Text("a", values)]), Now);
            Assert.Empty(reader.Errors);
            reader.Fold(0, Rows, window.Columns);
            window.AddRows(Rows);
            for (var r = 0; r < Rows; r++)
                seen.Add(reader.Segments(r, codes));
        }
        Assert.Equal((1_000_000L, 1_000_000L, 999_000L), (window.Rows, window.Columns[0].Rows, window.Columns[0].Unseen));
        Assert.InRange(window.Encode().Length, 300, 2_000);
        Assert.InRange(window.Columns[0].UnseenNames.Count, 0, 16);
        // 254 values have a group of their own; those of all others are one.
        Assert.Equal(SegmentCodes.MaxValues + 1, seen.Count);
    }

    [Fact]
    public void Read_BitmapThatIsTooShort_IsRefused()
    {
        var column = Observed.Numbers("a", new double[9]) with { Missing = new byte[1] };
        Assert.Contains("bitmap", Assert.Single(new ObservationReader(Spec, new(null, 0, 9, [column]), Now).Errors), StringComparison.Ordinal);
    }
}
