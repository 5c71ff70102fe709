using ActorMlOps.Grains.Hosting;
using ActorMlOps.Grains.Monitoring.Receipts;

namespace ActorMlOps.Grains.Tests.Monitoring.Receipts;

public sealed class ReceiptKeysTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Load_FromTheFile_PassesOverCommentsAndTakesTheNewestInForce()
    {
        File.WriteAllLines(_file, ["# first", Sample.Line(2, Sample.Now.AddDays(1)), "", $"  {Sample.Line(1, Sample.Now.AddDays(-1))}  "]);
        using var keys = ReceiptKeys.Load(new ReceiptOptions { KeysFile = _file });
        Assert.Equal(2, keys.Count);
        Assert.Equal(Sample.Key(1, Sample.Now).Id, keys.Sealing(Sample.Now)!.Id);
        Assert.Equal(Sample.Key(2, Sample.Now).Id, keys.Sealing(Sample.Now.AddDays(1))!.Id);
        Assert.Null(keys.Sealing(Sample.Now.AddDays(-2)));
        Assert.Equal(Sample.Now.AddDays(1), keys.Until(keys.Sealing(Sample.Now)!));
    }

    [Theory]
    [InlineData("AAAA", "it has 1 words")]
    [InlineData("2026-01-31T12:00:00 AAAA", "is not a time with an offset")]
    [InlineData("yesterday AAAA", "is not a time with an offset")]
    [InlineData("2026-01-31T12:00:00Z AAAA", "the key is not 32 bytes")]
    [InlineData("2026-01-31T12:00:00Z !!!!", "the key is not 32 bytes")]
    public void Errors_OfAWrongKey_NameItsPlaceAndTheRemedyAndNotTheKey(string line, string expected)
    {
        var options = new ReceiptOptions();
        options.Keys.Add(Sample.Line(1, Sample.Now));
        options.Keys.Add(line);
        var error = Assert.Single(options.Errors());
        Assert.StartsWith("ActorMlOps:Receipts:Keys:1: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain(Sample.Line(1, Sample.Now).Split(' ')[1], error, StringComparison.Ordinal);
        Assert.Throws<ReceiptKeysException>(() => ReceiptKeys.Load(options));
    }

    [Fact]
    public void Errors_OfFilesAndDoubles_SayWhatIsWrong()
    {
        Assert.Contains("cannot be read", Errors("/no/such/file"), StringComparison.Ordinal);
        Assert.Contains("holds no key", Errors(_file), StringComparison.Ordinal);
        File.WriteAllText(_file, "x");
        Assert.Contains($"{_file}, line 1: ", Errors(_file), StringComparison.Ordinal);
        File.WriteAllLines(_file, [Sample.Line(1, Sample.Now), Sample.Line(2, Sample.Now)]);
        Assert.Contains("two of the keys seal from", Errors(_file), StringComparison.Ordinal);
        File.WriteAllLines(_file, [Sample.Line(1, Sample.Now), Sample.Line(1, Sample.Now.AddDays(1))]);
        Assert.Contains("two of the keys have the id", Errors(_file), StringComparison.Ordinal);
        File.WriteAllText(_file, new string('#', 70_000));
        Assert.Contains("more than 65536", Errors(_file), StringComparison.Ordinal);
        var both = new ReceiptOptions { KeysFile = _file };
        both.Keys.Add(Sample.Line(1, Sample.Now));
        Assert.Contains("give one of them", Assert.Single(both.Errors()), StringComparison.Ordinal);
        Assert.Empty(new ReceiptOptions().Errors());
    }

    private static string Errors(string file) => Assert.Single(new ReceiptOptions { KeysFile = file }.Errors());
}
