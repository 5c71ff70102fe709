using System.Text;
using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Sketches;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Sketches;

public sealed class HeavyHittersTests
{
    // Few frequent names among many rare ones.
    private static readonly Gen<string[]> s_names =
        Gen.OneOf(Gen.Int[0, 4], Gen.Int[0, 60], Gen.Int[0, 5000]).Select(i => $"name {i}").Array[0, 600];

    [Fact]
    public void Top_AnyNames_BoundsTheTrueCounts() =>
        Gen.Select(s_names, Gen.Int[1, 20]).Sample((names, capacity) => Check(Count(names, capacity), names), iter: 400);

    [Fact]
    public void Merge_AnyParts_BoundsTheJointCounts() =>
        Gen.Select(s_names, s_names, s_names, Gen.Int[1, 20]).Sample((a, b, c, capacity) =>
        {
            var merged = Count(a, capacity);
            merged.Merge(Count(b, capacity));
            merged.Merge(Count(c, capacity));
            Check(merged, [.. a, .. b, .. c]);
        }, iter: 300);

    [Fact]
    public void Merge_Swapped_IsTheSameToTheBit() => Gen.Select(s_names, s_names).Sample((a, b) =>
    {
        HeavyHitters left = Count(a, 16), right = Count(b, 16);
        left.Merge(Count(b, 16));
        right.Merge(Count(a, 16));
        Assert.Equal(Bytes(left), Bytes(right));
    }, iter: 300);

    [Fact]
    public void ReadWrite_AnyNames_IsTheIdentity() => s_names.Where(names => names.Length > 0).Sample(names =>
    {
        var bytes = Bytes(Count(names, 16));
        var reader = new ByteReader(bytes, "test");
        var read = HeavyHitters.Read(ref reader, 16)!;
        reader.End();
        Assert.Equal(bytes, Bytes(read));
        Assert.Equal(Count(names, 16).Top, read.Top);
    }, iter: 200);

    [Fact]
    public void Add_LongName_IsCutAtACharacter()
    {
        var hitters = new HeavyHitters();
        hitters.Add(Encoding.UTF8.GetBytes(new string('x', 127) + "été"));
        hitters.Add(Encoding.UTF8.GetBytes(new string('x', 127) + "éa"));
        Assert.Equal([new HeavyHitter(new string('x', 127), 2, 2)], hitters.Top);
        hitters.Clear();
        Assert.Empty(hitters.Top);
    }

    [Fact]
    public void Add_ManyNames_AllocatesNothing()
    {
        var names = Enumerable.Range(0, 500).Select(i => Encoding.UTF8.GetBytes($"name {i}")).ToArray();
        var hitters = new HeavyHitters();
        hitters.Add(names[0]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var name in names)
            hitters.Add(name);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Merge_OtherCapacity_Throws() => Assert.Throws<ArgumentException>(() => new HeavyHitters(4).Merge(new HeavyHitters(5)));

    private static HeavyHitters Count(string[] names, int capacity)
    {
        var hitters = new HeavyHitters(capacity);
        foreach (var name in names)
            hitters.Add(Encoding.UTF8.GetBytes(name));
        return hitters;
    }

    private static void Check(HeavyHitters hitters, string[] names)
    {
        Assert.Equal(names.Length, hitters.Total);
        var truth = names.CountBy(name => name).ToDictionary();
        var top = hitters.Top.ToDictionary(hitter => hitter.Name);
        foreach (var hitter in top.Values)
        {
            Assert.InRange(truth.GetValueOrDefault(hitter.Name), hitter.Least, hitter.Most);
            Assert.True(hitter.Most - hitter.Least <= names.Length / hitters.Capacity, $"{hitter} of {names.Length} in {hitters.Capacity}");
        }

        foreach (var (name, count) in truth)
        {
            Assert.True(
                count <= names.Length / hitters.Capacity || top.ContainsKey(name), $"{name} occurred {count} times of {names.Length}");
        }
    }

    private static byte[] Bytes(HeavyHitters hitters)
    {
        var writer = new ByteWriter();
        hitters.Write(writer);
        return writer.ToArray();
    }
}
