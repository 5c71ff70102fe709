using ActorMlOps.Abstractions.Tests.Support;
using ActorMlOps.Monitoring;
using CsCheck;

namespace ActorMlOps.Abstractions.Tests;

public sealed class KeyTests
{
    [Fact]
    public void ResourceName_Valid_IsValid() => Names.Valid.Sample(name => Assert.True(ResourceName.IsValid(name)));

    [Theory]
    [InlineData("")]
    [InlineData(".a")]
    [InlineData("_a")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a@b")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData("ä")]
    [InlineData("١")]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890123456")]
    public void ResourceName_Invalid_IsRefused(string name) => Assert.False(ResourceName.IsValid(name));

    [Fact]
    public void VersionKey_ParseOfToString_IsTheKey() => Gen.Select(Names.Valid, Names.Valid).Sample((model, version) =>
    {
        var key = new VersionKey(model, version);
        Assert.Equal($"{model}@{version}", key.ToString());
        Assert.Equal(key, VersionKey.Parse(key.ToString()));
        Assert.True(VersionKey.TryParse(key.ToString(), out var parsed));
        Assert.Equal(key, parsed);
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("m")]
    [InlineData("m@")]
    [InlineData("@v")]
    [InlineData("m@v@w")]
    [InlineData("m@v/1")]
    [InlineData("m /1@v")]
    public void VersionKey_OtherTexts_AreRefused(string? key)
    {
        Assert.False(VersionKey.TryParse(key, out var parsed));
        Assert.Equal(default, parsed);
        Assert.Contains("model@version", Assert.Throws<FormatException>(() => VersionKey.Parse(key!)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LabelPartitionKey_ParseOfToString_IsTheKey() => Gen.Select(Names.Valid, Gen.Int[0, int.MaxValue]).Sample((model, partition) =>
    {
        var key = new LabelPartitionKey(model, partition);
        Assert.Equal(key, LabelPartitionKey.Parse(key.ToString()));
    });

    // Two texts of one key would be two grains of one partition.
    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("m/")]
    [InlineData("/1")]
    [InlineData("m/-1")]
    [InlineData("m/+1")]
    [InlineData("m/01")]
    [InlineData("m/ 1")]
    [InlineData("m/1/2")]
    [InlineData("m/2147483648")]
    [InlineData("m@v/1")]
    [InlineData("-m/1")]
    public void LabelPartitionKey_OtherTexts_AreRefused(string key) =>
        Assert.Contains("model/partition", Assert.Throws<FormatException>(() => LabelPartitionKey.Parse(key)).Message, StringComparison.Ordinal);
}
