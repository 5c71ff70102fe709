using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Sketches;
using CsCheck;

namespace ActorMlOps.Statistics.Tests.Counters;

public sealed class CodecTests
{
    private static ReferenceProfile SmallProfile() => new(
        [ColumnProfile.Numeric("x", [1, 2, 2], float32: true, bins: 10), ColumnProfile.Categorical("c", ["b", "a", null])], 3);

    private static WindowCounters SmallWindow()
    {
        var window = new WindowCounters(SmallProfile());
        window.Columns[0].AddColumn((ReadOnlySpan<float>)[2, 2, 5, float.NaN]);
        window.Columns[1].AddCategory("b");
        window.Columns[1].AddCategory("z");
        window.AddRows(4);
        return window;
    }

    // The stored forms: a change here breaks every stored profile and window, so it needs a new version.
    [Fact]
    public void Profile_Encode_GoldenBytes() => Assert.Equal(ProfileHex, Convert.ToHexString(SmallProfile().Encode()));

    [Fact]
    public void Window_Encode_GoldenBytes() => Assert.Equal(WindowHex, Convert.ToHexString(SmallWindow().Encode()));

    [Fact]
    public void Window_OfVersion1_IsReadWithoutNames()
    {
        var decoded = WindowCounters.Decode(SmallProfile(), Convert.FromHexString(WindowHexOfVersion1));
        Assert.Equal(1, decoded.Columns[1].Unseen);
        Assert.Empty(decoded.Columns[1].UnseenNames);
        for (var c = 0; c < 2; c++)
            CountersAssert.SameCounts(SmallWindow().Columns[c], decoded.Columns[c]);
    }

    [Fact]
    public void Window_RoundTrip_KeepsTheUnseenNames() =>
        Assert.Equal([new HeavyHitter("z", 1, 1)], WindowCounters.Decode(SmallProfile(), SmallWindow().Encode()).Columns[1].UnseenNames);

    [Fact]
    public void Profile_RoundTrip_KeepsEverything()
    {
        var profile = SmallProfile();
        var decoded = ReferenceProfile.Decode(profile.Encode());
        Assert.Equal(profile.Fingerprint, decoded.Fingerprint);
        Assert.Equal(profile.Encode(), decoded.Encode());
        Assert.Equal(profile.Columns[0].Bins!.DecileEdges, decoded.Columns[0].Bins!.DecileEdges);
        Assert.True(decoded.Columns[0].Reference.IsReadOnly);
    }

    [Fact]
    public void Window_DenseOrSparse_TheShorterIsWritten()
    {
        var profile = new ReferenceProfile([ColumnProfile.Numeric("x", [.. Enumerable.Range(0, 5000).Select(i => (double)i)])], 5000);
        WindowCounters one = new(profile), all = new(profile);
        one.Columns[0].Add(17.0);
        all.Columns[0].AddColumn([.. Enumerable.Range(0, 5000).Select(i => (double)i)]);
        Assert.InRange(one.Encode().Length, 70, 90);
        Assert.InRange(all.Encode().Length, 1000, 1100);
        Assert.Equal(all.Encode(), WindowCounters.Decode(profile, all.Encode()).Encode());
    }

    [Fact]
    public void Window_DenseWithCountsOfAnyLength_IsReadBack()
    {
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"c{i}")];
        var profile = new ReferenceProfile([ColumnProfile.Categorical("x", names)], names.Length);
        Gen.OneOf(Gen.Long[0, 3], Gen.Long[126, 129], Gen.Long[16_382, 16_386]).Array[names.Length].Sample(counts =>
        {
            var window = new WindowCounters(profile);
            for (var i = 0; i < names.Length; i++)
                window.Columns[0].AddCategory(names[i], counts[i]);
            var twice = WindowCounters.Decode(profile, window.Encode());
            WindowCounters.MergeEncoded(profile, window.Encode(), twice);
            Assert.Equal(counts.Select(c => 2 * c).Order(), twice.Columns[0].Counts.ToArray().Order());
            window.Merge(WindowCounters.Decode(profile, window.Encode()));
            CountersAssert.SameCounts(window.Columns[0], twice.Columns[0]);
        }, iter: 1_000);
    }

    [Fact]
    public void Window_OfAnotherProfile_IsRefused()
    {
        var other = new ReferenceProfile([ColumnProfile.Numeric("x", [1, 2, 3]), ColumnProfile.Categorical("c", ["a", "a", "a"])], 3);
        var error = Assert.Throws<InvalidDataException>(() => WindowCounters.Decode(other, SmallWindow().Encode()));
        Assert.Contains("another reference profile", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_DamagedBytes_ThrowsInvalidDataOrReadsOtherCounts()
    {
        byte[] profile = SmallProfile().Encode(), window = SmallWindow().Encode();
        Gen.Select(Gen.Int[0, 200], Gen.Byte, Gen.Int[0, 200]).Sample((at, value, cut) =>
        {
            TryDecode(Damage(profile), bytes => ReferenceProfile.Decode(bytes));
            TryDecode(Damage(window), bytes => WindowCounters.Decode(SmallProfile(), bytes));

            byte[] Damage(byte[] bytes)
            {
                byte[] copy = [.. bytes];
                copy[at % copy.Length] = value;
                return copy[..Math.Max(0, copy.Length - (cut > 100 ? 0 : cut))];
            }
        }, iter: 20_000);

        static void TryDecode(byte[] bytes, Action<byte[]> decode)
        {
            try
            {
                decode(bytes);
            }
            catch (InvalidDataException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }
    }

    [Fact]
    public void Decode_Truncated_AlwaysThrows()
    {
        byte[] profile = SmallProfile().Encode(), window = SmallWindow().Encode();
        for (var length = 0; length < profile.Length; length++)
            Assert.Throws<InvalidDataException>(() => ReferenceProfile.Decode(profile.AsSpan(0, length)));
        for (var length = 0; length < window.Length; length++)
            Assert.Throws<InvalidDataException>(() => WindowCounters.Decode(SmallProfile(), window.AsSpan(0, length)));
        Assert.Throws<InvalidDataException>(() => WindowCounters.Decode(SmallProfile(), [.. window, 0]));
    }

    [Fact]
    public void MergeEncoded_DamagedAtTheEnd_AddsNothing()
    {
        var bytes = SmallWindow().Encode();
        var into = SmallWindow();
        var before = into.Encode();
        Assert.Throws<InvalidDataException>(() => WindowCounters.MergeEncoded(into.Profile, bytes.AsSpan(0, bytes.Length - 1), into));
        Assert.Equal(before, into.Encode());
    }

    private const string ProfileHex =
        "414D525001030201780001080000803F0100803F9A99993F3433B33FCDCCCC3F6766E63F00000040010000400502030405060000000000"
        + "0002010105020103ABAAAAAAAAAAFA3F555555555555E53F21C7711CC771CCBF1FC7711CC771CC3F000000000000F03F00000000000000"
        + "400163010201610162010000000001010100";

    private const string WindowHexOfVersion1 =
        "414D574301A9FAD4386B00905A040001000000000207020001010300000000000008400000000000001840000000000000184000000000"
        + "0000324000000000000000400000000000001440000000000101000100";

    private const string WindowHex =
        "414D574302A9FAD4386B00905A040001000000000207020001010300000000000008400000000000001840000000000000184000000000"
        + "00003240000000000000004000000000000014400000000001010001000101017A0100";
}
