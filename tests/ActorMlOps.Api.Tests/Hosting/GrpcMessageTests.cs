using ActorMlOps.Api.Hosting;
using CsCheck;

namespace ActorMlOps.Api.Tests.Hosting;

public sealed class GrpcMessageTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("Input 'x' ~ has [1, 2].", "Input 'x' ~ has [1, 2].")]
    [InlineData("100%", "100%25")]
    [InlineData("größe\n", "gr%C3%B6%C3%9Fe%0A")]
    public void Encode_Text_IsPercentEncodedWhereItMustBe(string text, string? expected) => Assert.Equal(expected, GrpcMessage.Encode(text));

    [Fact]
    public void Encode_AnyText_IsPrintableAsciiThatDecodesToIt() => Gen.Char[' ', '\ud7ff'].Array[1, 20].Sample(chars =>
    {
        var encoded = GrpcMessage.Encode(new string(chars))!;

        Assert.DoesNotContain(encoded, c => c is < ' ' or > '~');
        Assert.Equal(new string(chars), Uri.UnescapeDataString(encoded));
    });
}
