using System.Buffers.Text;
using ActorMlOps.Grains.Monitoring.Receipts;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace ActorMlOps.Grains.Tests.Monitoring.Receipts;

public sealed class ReceiptOpenerTests
{
    private readonly FakeTimeProvider _clock = new(Sample.Now);

    [Fact]
    public void Open_AnySealedReceipt_GivesItBack()
    {
        using var keys = Sample.Keys((1, Sample.Now.AddDays(-2)));
        var (sealer, opener) = (new ReceiptSealer(keys, _clock), new ReceiptOpener(keys));
        Sample.Receipts.Array[0, 20].Sample(receipts =>
        {
            var texts = sealer.Seal(receipts);
            Assert.All(texts, t => Assert.Equal(120, t.Length));
            Assert.Equal(receipts.Select(r => (ReceiptFault.None, r)), texts.Select(t => opener.Open(t)));
        });
    }

    [Fact]
    public void Open_AnyBitFlipped_IsRefused()
    {
        using var keys = Sample.Keys((1, Sample.Now.AddDays(-2)), (2, Sample.Now.AddDays(-1)));
        var (sealer, opener) = (new ReceiptSealer(keys, _clock), new ReceiptOpener(keys));
        Sample.Receipts.Sample(receipt =>
        {
            var bytes = Base64Url.DecodeFromChars(sealer.Seal([receipt])[0]);
            for (var bit = 0; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                var expected = bit < 8 ? ReceiptFault.UnknownFormat : bit < 32 ? ReceiptFault.UnknownKey : ReceiptFault.Forged;
                Assert.Equal(expected, opener.Open(Base64Url.EncodeToString(bytes)).Fault);
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }, iter: 20);
    }

    [Fact]
    public void Open_AnyText_IsAnsweredWithAFault()
    {
        using var keys = Sample.Keys((1, Sample.Now.AddDays(-2)));
        var opener = new ReceiptOpener(keys);
        Gen.String[0, 200].Sample(text => Assert.Equal(ReceiptFault.Malformed, opener.Open(text).Fault));
        Assert.Equal(ReceiptFault.Malformed, opener.Open(new string('=', 120)).Fault);
        Assert.Equal(ReceiptFault.Malformed, opener.Open(new string('A', 119)).Fault);
        Assert.Equal(ReceiptFault.Malformed, opener.Open(new string('A', 118) + "\n\n").Fault);
        Assert.Equal(ReceiptFault.UnknownFormat, opener.Open(new string('A', 120)).Fault);
    }

    [Fact]
    public void Open_ChangedHeaderOfAnotherKnownKey_IsForged()
    {
        using var keys = Sample.Keys((1, Sample.Now.AddDays(-2)), (2, Sample.Now.AddDays(-1)));
        var bytes = Base64Url.DecodeFromChars(new ReceiptSealer(keys, _clock).Seal([Sample.Receipt])[0]);
        var other = Sample.Key(1, Sample.Now).Id;
        (bytes[1], bytes[2], bytes[3]) = ((byte)(other >> 16), (byte)(other >> 8), (byte)other);
        Assert.Equal(ReceiptFault.Forged, new ReceiptOpener(keys).Open(Base64Url.EncodeToString(bytes)).Fault);
    }

    [Fact]
    public void Open_KeysRotated_OldReceiptsOpenAndTheNewestSeals()
    {
        using var before = Sample.Keys((1, Sample.Now.AddDays(-2)));
        var old = new ReceiptSealer(before, _clock).Seal([Sample.Receipt])[0];
        // The new key is handed out before it is in force: nothing changes until its time.
        using var after = Sample.Keys((1, Sample.Now.AddDays(-2)), (2, Sample.Now.AddHours(1)));
        var (sealer, opener) = (new ReceiptSealer(after, _clock), new ReceiptOpener(after));
        Assert.Equal(old[..5], sealer.Seal([Sample.Receipt])[0][..5]);

        _clock.Advance(TimeSpan.FromHours(2));
        var fresh = Sample.Receipt with { Hop = _clock.GetUtcNow().ToUnixTimeSeconds() };
        var text = sealer.Seal([fresh])[0];
        Assert.NotEqual(old[..5], text[..5]);
        Assert.Equal((ReceiptFault.None, Sample.Receipt), opener.Open(old));
        Assert.Equal((ReceiptFault.None, fresh), opener.Open(text));
        Assert.Equal(ReceiptFault.UnknownKey, new ReceiptOpener(before).Open(text).Fault);
    }

    [Fact]
    public void Open_OldKeyForANewPrediction_IsRefusedAfterADay()
    {
        using var leaked = Sample.Keys((1, Sample.Now.AddDays(-9)));
        using var keys = Sample.Keys((1, Sample.Now.AddDays(-9)), (2, Sample.Now.AddDays(-3)));
        string Forge(double days) => new ReceiptSealer(leaked, _clock).Seal([Sample.Receipt with { Hop = Sample.Now.AddDays(days).ToUnixTimeSeconds() }])[0];
        var opener = new ReceiptOpener(keys);
        Assert.Equal(ReceiptFault.KeyOutOfTime, opener.Open(Forge(-1)).Fault);
        Assert.Equal(ReceiptFault.None, opener.Open(Forge(-2.5)).Fault);
        Assert.Equal(ReceiptFault.None, opener.Open(Forge(-5)).Fault);
        Assert.Equal(ReceiptFault.KeyOutOfTime, opener.Open(Forge(-11)).Fault);
    }

    [Fact]
    public void Explain_EveryFault_HasItsOwnReason()
    {
        var reasons = Enum.GetValues<ReceiptFault>().Where(f => f != ReceiptFault.None).Select(ReceiptOpener.Explain).ToList();
        Assert.Equal(reasons.Count, reasons.Distinct().Count());
        Assert.DoesNotContain("", reasons);
    }

    [Fact]
    public void Seal_NoKeyOrNoneInForce_SaysWhatToSet()
    {
        using var none = Sample.Keys();
        using var later = Sample.Keys((1, Sample.Now.AddDays(1)));
        Assert.Contains("Receipts:KeysFile", Assert.Throws<ReceiptKeysException>(() => new ReceiptSealer(none, _clock).Seal([Sample.Receipt])).Message, StringComparison.Ordinal);
        Assert.Contains("has come into force", Assert.Throws<ReceiptKeysException>(() => new ReceiptSealer(later, _clock).Seal([Sample.Receipt])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Seal_ManyRows_AllocatesTheTextsOnly()
    {
        using var keys = Sample.Keys((1, Sample.Now.AddDays(-1)));
        var sealer = new ReceiptSealer(keys, _clock);
        var receipts = Enumerable.Repeat(Sample.Receipt, 1_000).ToArray();
        sealer.Seal(receipts);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var texts = sealer.Seal(receipts);
        var perRow = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000.0;
        Assert.Equal(1_000, texts.Distinct().Count());
        // A string of 120 characters takes 264 bytes, its place in the array 8.
        Assert.InRange(perRow, 264, 274);
    }
}
