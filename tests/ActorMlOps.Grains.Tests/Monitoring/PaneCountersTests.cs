using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>What panes keep beside the counters of their columns adds up to that of the rows.</summary>
public sealed class PaneCountersTests
{
    private static readonly VersionSpec Spec = Specs.Version("1", Specs.Binary(), segments: ["s", "t"], features: ["a", "s", "t"]) with { Sensitive = ["s"] };

    private static readonly ReferenceProfile Profile = new(
        [ColumnProfile.Numeric("a", [1, 2, 3]), ColumnProfile.Categorical("s", ["x", "y", "z"]), ColumnProfile.Categorical("t", ["u", "v", "v"])], 3);

    private static readonly byte[][] Marks = [[.. "AMPV"u8], [0x20], [0x21], [0x30], [0x3F]];

    [Fact]
    public void Groups_OfAnyPanesMergedInAnyWay_AreThoseOfTheRows() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 2], Gen.Bool).Array[0, 80].Sample(rows =>
        {
            var values = new List<byte[]>();
            foreach (var pane in rows.Chunk(9))
            {
                var counters = new PaneCounters(Spec, Profile, 1);
                counters.CountGroups(
                    [.. pane.Select(r => (uint)(r.Item1 | (r.Item2 << 8)))], [.. pane.Select(r => r.Item3 ? 1.0 : 0.0)]);
                counters.CountMismatches(0, pane.Length);
                values.Add(counters.Encode()[0]);
            }
            var sum = new WindowSum(Profile);
            if (values.Count > 0)
                sum.Add(values.Aggregate((a, b) => WindowSum.Merge(Profile, a, b)));
            var groups = sum.Counts(PaneSection.Groups);
            for (var code = 0; code < 4; code++)
            {
                Assert.Equal(rows.Count(r => r.Item1 == code && r.Item3), groups[GroupCells.Of(0, code, positive: true)]);
                Assert.Equal(rows.Count(r => r.Item2 == code && !r.Item3), groups[GroupCells.Of(1, code, positive: false)]);
            }
            Assert.Equal(rows.Length, sum.Counts(PaneSection.Mismatches)[0]);
        });

    [Fact]
    public void Sample_OfASensitiveColumn_HasItsPlaceButNoValue() => Assert.Equal([0, -2, 2], SampledColumns.Of(Spec));

    [Fact]
    public void Sample_OfASensitiveColumnThatIsAskedFor_HasItsValue() =>
        Assert.Equal([0, 1, 2], SampledColumns.Of(Spec with { Drift = new() { SampleSensitive = true } }));

    [Fact]
    public void Section_OfAValueFromBeforeThereWereSections_IsItsCounters()
    {
        var counters = new WindowCounters(Profile).Encode();
        Assert.Equal(counters, PaneValue.Section(counters, PaneSection.Counters).ToArray());
        Assert.True(PaneValue.Section(counters, PaneSection.Rows).IsEmpty);
    }

    [Fact]
    public void Section_OfAnyBytes_IsReadOrRefused() => Gen.Select(Gen.Int[0, Marks.Length - 1], Gen.Byte.Array[0, 50]).Sample((mark, bytes) =>
    {
        byte[] value = [.. Marks[mark], .. bytes];
        foreach (var section in Enum.GetValues<PaneSection>())
        {
            try
            {
                Assert.True(PaneValue.Section(value, section).Length <= bytes.Length);
            }
            catch (InvalidDataException e)
            {
                Assert.StartsWith("Pane value:", e.Message, StringComparison.Ordinal);
            }
        }
    });

    [Fact]
    public void Section_OfAnySections_IsWhatWasPacked() => Gen.Byte.Array[0, 300].Array[1, 6].Sample(sections =>
    {
        var value = PaneValue.Pack(sections);
        foreach (var section in Enum.GetValues<PaneSection>())
            Assert.Equal((int)section < sections.Length ? sections[(int)section] : [], PaneValue.Section(value, section).ToArray());
    });

    [Fact]
    public void SegmentCodes_AfterAnotherReference_KeepWhatTheyMean()
    {
        var first = SegmentCodes.Extend(["s"], [], Profile);
        var other = new ReferenceProfile([ColumnProfile.Categorical("s", ["a", "z", "x"])], 3);
        var second = SegmentCodes.Extend(["s", "n"], first, other);
        Assert.Equal(["x", "y", "z"], first[0]);
        Assert.Equal(["x", "y", "z", "a"], second[0]);
        Assert.Empty(second[1]);
    }
}
