using System.Globalization;
using System.Runtime.InteropServices;
using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Inference;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Sketches;
using CsCheck;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>Panes that travel as the values of their rows tell all that panes with samples and hashes do, in fewer bytes.</summary>
public sealed class PaneRowsTests
{
    private const int Width = 20;
    private const int OncePerPane = 11;

    private static readonly string[] Names = [.. Enumerable.Range(0, Width).Select(f => $"f{f}")];
    private static readonly VersionSpec Spec = Specs.Version("1", OutputSpec.Unwatched, features: Names);
    private static readonly float[] Reference = [.. Enumerable.Range(0, 2_000).Select(r => r / 2_000f)];
    private static readonly ReferenceProfile Profile = new([.. Names.Select(n => ColumnProfile.Float32(n, Reference))], Reference.Length);

    [Fact]
    public void Encode_OfUpTo127RowsOfFloats_TakesFourBytesAValueAndElevenOnce()
    {
        for (var rows = 1; rows <= WindowCounters.MostValues; rows++)
        {
            var length = Encode(Spec, Rows(rows)).Length;
            Assert.True(length <= (4 * Width * rows) + OncePerPane, $"{rows} rows took {length} bytes");
        }
    }

    [Fact]
    public void Encode_OfARow_GoldenBytes()
    {
        var spec = Specs.Version("1", OutputSpec.Unwatched, features: ["a", "b"]) with { Sensitive = ["b"] };
        var profile = new ReferenceProfile([ColumnProfile.Float32("a", [1, 2]), ColumnProfile.Float32("b", [1, 2])], 2);
        const string Hex = "300B8178500000803F000000403456509F0201";
        Assert.Equal(Hex, Convert.ToHexString(Encode(spec, [1, 2], profile)));
        var sample = new WindowSum(profile).Add(Convert.FromHexString(Hex)).Rows(10)!;
        Assert.Equal([1, float.NaN], sample.Row(0).ToArray());
    }

    [Fact]
    public void Encode_OfASensitiveColumn_TellsItsValuesButNotWhoseTheyAre()
    {
        var spec = Spec with { Sensitive = [Names[3]] };
        float[] Column(byte[] value, int feature) =>
            [.. WindowCounters.ReadRows(Profile, PaneValue.Section(value, PaneSection.Counters), Width).Chunk(Width).Select(r => r[feature])];
        float[] values = [.. Rows(40).Chunk(Width).Reverse().SelectMany(r => r)];
        var (asked, hidden) = (Encode(Spec, values), Encode(spec, values));
        Assert.NotEqual(Column(asked, 3).Order(), Column(asked, 3));
        Assert.Equal(Column(asked, 3).Order(), Column(hidden, 3));
        Assert.Equal(Column(asked, 4), Column(hidden, 4));
        // Hashes can't be made of such rows, so they come along: the repeats are the same.
        Assert.Equal(new WindowSum(Profile).Add(asked).Repeats(64)!.Repeated(), new WindowSum(Profile).Add(hidden).Repeats(64)!.Repeated());
        Assert.False(PaneValue.Section(hidden, PaneSection.Repeats).IsEmpty);
    }

    /// <summary>As panes were before sections took less, and before values told rows: with its sample and hashes.</summary>
    [Fact]
    public void Value_OfTheFormBefore_IsStillRead()
    {
        const string Hex =
            "414D505607000000813C820000803F" + "1C000000414D52530101010000000000" + "00F03F01000000000000E03F0000803F" +
            "18000000414D44520101FFFFFFFFFFFFFFFF01050000000000000001" + "00000000" + "00000000";
        var value = Convert.FromHexString(Hex);
        Assert.Equal(7, PaneValue.Section(value, PaneSection.Counters).Length);
        Assert.Equal([1f], RowSketch.Decode(PaneValue.Section(value, PaneSection.Rows)).Row(0).ToArray());
        Assert.Equal(0, RepeatSketch.Decode(PaneValue.Section(value, PaneSection.Repeats), 64).Repeated().Value);
        Assert.True(PaneValue.Section(value, PaneSection.Groups).IsEmpty);
        Assert.True(PaneValue.Section(value, PaneSection.Values).IsEmpty);
    }

    [Fact]
    public void Sum_OfPanesOfAnySizes_HasTheRepeatsOfTheRowsAndASampleOfThem() =>
        Gen.Select(Gen.Int[1, 300], Gen.Int[1, 200].Array[1, 10], Gen.Int[1, 50]).Sample((rows, sizes, distinct) =>
        {
            var values = Rows(rows, distinct);
            var (expected, sum) = (new RepeatSketch(1_024), new WindowSum(Profile));
            for (var (at, pane) = (0, 0); at < rows; pane++)
            {
                var count = Math.Min(sizes[pane % sizes.Length], rows - at);
                sum.Add(Encode(Spec, values.AsSpan(at * Width, count * Width).ToArray(), seed: (ulong)pane));
                at += count;
            }
            foreach (var hash in Hash(values))
                expected.Add(hash);
            Assert.Equal(rows, sum.Counters.Rows);
            Assert.Equal(expected.Repeated(), sum.Repeats(1_024)!.Repeated());
            Assert.Equal(rows, sum.Repeats(1_024)!.Rows);
            var sample = sum.Rows(1_000)!;
            Assert.Equal(rows, sample.Seen);
            Assert.InRange(sample.Count, 1, rows);
            var known = values.Chunk(Width).Select(Key).ToHashSet();
            for (var i = 0; i < sample.Count; i++)
                Assert.Contains(Key(sample.Row(i).ToArray()), known);
        }, iter: 200);

    [Fact]
    public void Sample_OfPanesThatAreTheSame_TakesEachByItself()
    {
        var counters = new PaneCounters(Spec, Profile, 7);
        var sum = new WindowSum(Profile);
        for (var pane = 0; pane < 2_000; pane++)
        {
            Add(counters, Rows(1));
            sum.Add(counters.Encode()[0]);
            counters.Clear();
        }
        // With one key for all it would be all or none of them.
        Assert.Equal(500, sum.Rows(500)!.Count);
    }

    [Fact]
    public void Hash_OfObservedRowsOfFloats_IsThatOfPredictedOnes()
    {
        var values = Rows(3);
        Assert.Equal(Hash(values), Enumerable.Range(0, 3).Select(Observe(values).Hash));
    }

    [Fact]
    public void Encode_OfObservedRowsWithoutAMissingValue_IsThatOfPredictedOnes()
    {
        var values = Rows(3);
        var reader = Observe(values);
        var counters = new PaneCounters(Spec, Profile, 1);
        reader.Fold(0, 3, counters.Columns);
        counters.AddRows(3);
        for (var r = 0; r < 3; r++)
            counters.Repeats.Add(reader.Hash(r));
        Assert.Equal(Encode(Spec, values), counters.Encode()[0]);
    }

    [Fact]
    public void Encode_OfHashesThatAreNotOfTheValues_KeepsThem()
    {
        var counters = new PaneCounters(Spec, Profile, 1);
        Add(counters, Rows(2), hashes: [1, 1]);
        var sum = new WindowSum(Profile).Add(counters.Encode()[0]);
        Assert.Equal(0.5, sum.Repeats(64)!.Repeated().Value);
        Assert.Equal(2, sum.Rows(64)!.Count);
    }

    [Fact]
    public void Read_OfBytesThatDoNotSayWhichValuesAreRows_Throws()
    {
        var values = PaneValue.Section(Encode(Spec, Rows(2)), PaneSection.Counters).ToArray();
        byte[][] sections = [[], [1, 2, 3, 4], [1, 2, 3, 4, 0], [1, 2, 3, 4, 129], [1, 2, 3, 4, Width, Width], [1, 2, 3, 4, Width + 1]];
        foreach (var section in sections)
            Assert.Throws<InvalidDataException>(() => PaneRows.Read(Profile, values, section));
        Assert.Equal(2, PaneRows.Read(Profile, values, [1, 2, 3, 4, Width]).Sample().Count);
    }

    private static ObservationReader Observe(float[] values)
    {
        var rows = values.Length / Width;
        ObservationColumn[] columns =
            [.. Names.Select((n, f) => Observed.Numbers(n, [.. Enumerable.Range(0, rows).Select(r => (double)values[(r * Width) + f])]))];
        var reader = new ObservationReader(Spec, new("p", 1, rows, columns), DateTimeOffset.UnixEpoch);
        Assert.Empty(reader.Errors);
        return reader;
    }

    private static float[] Rows(int rows, int distinct = int.MaxValue) =>
        [.. Enumerable.Range(0, rows * Width).Select(i => ((i / Width % distinct * 37) + (i % Width * 11)) % 1_999 / 1_999f)];

    private static TensorData Tensor(float[] values) => new(MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private static string Key(float[] row) => string.Join(' ', row.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));

    private static ulong[] Hash(float[] values, VersionSpec? spec = null)
    {
        var hashes = new ulong[values.Length / (spec ?? Spec).Features.Length];
        new FeatureRows(spec ?? Spec, Profile).Hash([Tensor(values)], 0, hashes);
        return hashes;
    }

    private static byte[] Encode(VersionSpec spec, float[] values, ReferenceProfile? profile = null, ulong seed = 1)
    {
        var counters = new PaneCounters(spec, profile ?? Profile, seed);
        Add(counters, values, spec: spec);
        return counters.Encode()[0];
    }

    private static void Add(PaneCounters counters, float[] values, ulong[]? hashes = null, VersionSpec? spec = null)
    {
        spec ??= Spec;
        var width = spec.Features.Length;
        var rows = values.Length / width;
        new RowFold(width, [.. Enumerable.Range(0, width)]).Add(values, counters.Columns);
        new FeatureRows(spec, Profile).Sample([Tensor(values)], 0, rows, counters.Sample!);
        foreach (var hash in hashes ?? Hash(values, spec))
            counters.Repeats.Add(hash);
        counters.AddRows(rows);
    }
}
