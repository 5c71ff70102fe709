using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Sketches;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Counters;

/// <summary>The form of panes of few rows.</summary>
public sealed class PaneValuesTests
{
    private const string PaneHex = "84A9FA000000400000A0400000C0FFFFFFFFFF0000000001010100000101017A0100";

    private static readonly float[] s_special =
        [0, -0f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon];

    private static ReferenceProfile SmallProfile() => new(
        [ColumnProfile.Numeric("x", [1, 2, 2], float32: true, bins: 10), ColumnProfile.Categorical("c", ["b", "a", null])], 3);

    // The form on the wire and in stored logs: a change here needs another mark.
    [Fact]
    public void EncodePane_GoldenBytes()
    {
        var window = new WindowCounters(SmallProfile());
        window.Columns[0].AddColumn((ReadOnlySpan<float>)[2, 5, BitConverter.UInt32BitsToSingle(uint.MaxValue)]);
        window.Columns[0].AddMissing();
        window.Columns[1].AddCategory("a");
        window.Columns[1].AddCategory("z");
        window.AddRows(4);
        Assert.Equal(PaneHex, Convert.ToHexString(window.EncodePane()));
        var decoded = WindowCounters.Decode(SmallProfile(), Convert.FromHexString(PaneHex));
        Assert.Equal((4L, 1L, 1L, 2L), (decoded.Rows, decoded.Columns[0].Missing, decoded.Columns[0].NaN, decoded.Columns[0].Counted));
        Assert.Equal([new HeavyHitter("z", 1, 1)], decoded.Columns[1].UnseenNames);
    }

    [Fact]
    public void EncodePane_AnyRowsInAnyPanes_HasTheCountsOfTheRowsToTheBitAndTheirMoments() =>
        Gen.Select(
            Gen.Select(Gen.Float[-3, 3], Gen.Int[0, 20], Gen.Int[0, 4]).Array[1, 400],
            Gen.Int[1, 40].Array[40]).Sample((rows, panes) =>
        {
            var profile = new ReferenceProfile(
                [
                    ColumnProfile.Float32("x", [.. Enumerable.Range(0, 2000).Select(i => (i - 1000) / 400f)]),
                    ColumnProfile.Categorical("c", [.. Enumerable.Range(0, 2000).Select(i => $"{i % 3}")]),
                    ColumnProfile.Numeric("d", [.. Enumerable.Range(0, 2000).Select(i => i / 100.0)]),
                ],
                2000);
            WindowCounters expected = new(profile), sum = new(profile), pane = new(profile);
            foreach (var row in rows)
                Add(expected, row);
            for (var (at, p) = (0, 0); at < rows.Length; p++)
            {
                pane.Clear();
                var count = Math.Min(panes[p % panes.Length], rows.Length - at);
                foreach (var row in rows.AsSpan(at, count))
                    Add(pane, row);
                at += count;
                WindowCounters.MergeEncoded(profile, pane.EncodePane(), sum);
            }

            Assert.Equal(expected.Rows, sum.Rows);
            for (var c = 0; c < profile.Columns.Count; c++)
            {
                CountersAssert.SameCounts(expected.Columns[c], sum.Columns[c]);
                CountersAssert.CloseMoments(expected.Columns[c].Moments, sum.Columns[c].Moments);
            }
        }, iter: 300);

    [Fact]
    public void EncodePane_OfFewRows_TakesFourBytesAValueAndThree()
    {
        var profile = new ReferenceProfile([.. Enumerable.Range(0, 20).Select(f => ColumnProfile.Float32($"f{f}", [1, 2, 3]))], 3);
        for (var rows = 1; rows <= 40; rows++)
        {
            var pane = new WindowCounters(profile);
            foreach (var column in pane.Columns)
                column.AddColumn([.. Enumerable.Range(0, rows).Select(r => r / 10f)]);
            pane.AddRows(rows);
            var length = pane.EncodePane().Length;
            Assert.True(length <= (4 * 20 * rows) + 3, $"{rows} rows took {length} bytes");
            if (rows > 28)
                Assert.Equal(pane.Encode(), pane.EncodePane());
        }
    }

    [Fact]
    public void EncodePane_OfMoreRowsThanFew_IsTheShorterForm()
    {
        var profile = new ReferenceProfile([.. Enumerable.Range(0, 20).Select(f => ColumnProfile.Float32($"f{f}", Spread(2_000)))], 2_000);
        for (var rows = 29; rows <= WindowCounters.MostValues + 1; rows++)
        {
            var pane = new WindowCounters(profile);
            foreach (var column in pane.Columns)
                column.AddColumn(Spread(rows));
            pane.AddRows(rows);
            var values = pane.EncodeValues();
            var shortest = pane.EncodePane();
            Assert.Equal(rows > WindowCounters.MostValues, values is null);
            Assert.Equal(Math.Min(values?.Length ?? int.MaxValue, pane.Encode().Length), shortest.Length);
        }

        static float[] Spread(int rows) => [.. Enumerable.Range(0, rows).Select(r => (float)r / rows)];
    }

    [Fact]
    public void EncodePane_WithOutliersAndRepeats_GoldenBytes()
    {
        const string Hex = "82A9FA000000400000A04000000000000101010000000102";
        var pane = Pane();
        pane.AddSigns(1, 2);
        Assert.Equal(Hex, Convert.ToHexString(pane.EncodePane()));
        var decoded = WindowCounters.Decode(SmallProfile(), Convert.FromHexString(Hex));
        Assert.Equal((2L, 1L, 2L, 2L), (decoded.Rows, decoded.Outliers, decoded.Repeats, decoded.Columns[0].Counted));
    }

    [Fact]
    public void ReadRows_OfColumnsWithoutAMissingValue_AreTheRowsInTheirOrder() =>
        Gen.Select(Gen.Int[1, WindowCounters.MostValues], Gen.Int[1, 9])
            .SelectMany((rows, width) => Gen.Float.Array[rows * width].Select(values => (rows, width, values)))
            .Sample((rows, width, values) =>
            {
                var profile = new ReferenceProfile(
                    [
                        .. Enumerable.Range(0, width).Select(f => ColumnProfile.Float32($"f{f}", [1, 2, 3])),
                        ColumnProfile.Categorical("c", ["a", "a", "a"]),
                    ],
                    3);
                var pane = new WindowCounters(profile);
                new RowFold(width, [.. Enumerable.Range(0, width)]).Add(values, pane.Columns);
                pane.AddRows(rows);
                Assert.True(pane.HasRows(width));
                Assert.False(pane.HasRows(width + 1));
                Assert.Equal(values, WindowCounters.ReadRows(profile, pane.EncodeValues(), width));
                Assert.Throws<InvalidDataException>(() => WindowCounters.ReadRows(profile, pane.EncodeValues(), width + 1));
                Assert.Throws<InvalidDataException>(() => WindowCounters.ReadRows(profile, pane.Encode(), width));
            });

    [Fact]
    public void HasRows_OfAColumnWithAMissingValue_IsFalse()
    {
        var pane = Pane();
        Assert.True(pane.HasRows(1));
        pane.Columns[0].AddMissing();
        pane.AddRows(1);
        Assert.False(pane.HasRows(1));
    }

    [Fact]
    public void EncodePane_OfWhatWasReadOrMerged_IsThatOfTheCounters()
    {
        var read = Pane();
        Assert.Equal(2, read.Columns[0].Counted);
        Assert.Equal(read.Encode(), read.EncodePane());
        var merged = Pane();
        merged.Merge(Pane());
        Assert.Equal(merged.Encode(), merged.EncodePane());
        merged.Subtract(Pane());
        Assert.Equal(merged.Encode(), merged.EncodePane());
    }

    [Fact]
    public void Decode_OfAnotherProfileTruncatedOrTooLong_Throws()
    {
        var bytes = Pane().EncodePane();
        var other = new ReferenceProfile(
            [ColumnProfile.Numeric("x", [1, 2, 7], float32: true), ColumnProfile.Categorical("c", ["b", "a", null])], 3);
        var error = Assert.Throws<InvalidDataException>(() => WindowCounters.Decode(other, bytes));
        Assert.Contains("another reference profile", error.Message, StringComparison.Ordinal);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => WindowCounters.Decode(SmallProfile(), bytes.AsSpan(0, length)));
        Assert.Throws<InvalidDataException>(() => WindowCounters.Decode(SmallProfile(), [.. bytes, 0]));
        Assert.Throws<InvalidDataException>(() => WindowCounters.Decode(SmallProfile(), [0x80 + 29, .. bytes[1..]]));
        Assert.Throws<InvalidDataException>(() => WindowCounters.Decode(SmallProfile(), [0x80, .. bytes[1..]]));
    }

    private static WindowCounters Pane()
    {
        var pane = new WindowCounters(SmallProfile());
        pane.Columns[0].AddColumn((ReadOnlySpan<float>)[2, 5]);
        pane.Columns[1].AddCategory("a");
        pane.Columns[1].AddCategory("b");
        pane.AddRows(2);
        return pane;
    }

    private static void Add(WindowCounters window, (float Value, int Special, int Category) row)
    {
        var value = row.Special < s_special.Length ? s_special[row.Special] : row.Value;
        if (row.Special == 10)
            window.Columns[0].AddMissing();
        else
            window.Columns[0].AddColumn([value]);
        window.Columns[1].AddCategory(row.Category == 4 ? null : $"{row.Category}");
        window.Columns[2].AddColumn((ReadOnlySpan<double>)[row.Category * 1.5]);
        window.AddRows(1);
    }
}
