import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0002_invitations'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('name', models.CharField(max_length=80, verbose_name='用途')),
                ('prefix', models.CharField(max_length=12, verbose_name='开头')),
                ('secret_sha256', models.CharField(max_length=64, unique=True, verbose_name='凭据摘要')),
                ('scopes', models.JSONField(default=list, verbose_name='范围')),
                ('created_at', models.DateTimeField(verbose_name='建立时间')),
                ('expires_at', models.DateTimeField(verbose_name='有效期至')),
                ('last_used_on', models.DateField(null=True, verbose_name='最近使用')),
                ('revoked_at', models.DateTimeField(null=True, verbose_name='停用时间')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '接口凭据',
                'verbose_name_plural': '接口凭据',
                'ordering': ('-created_at',),
            },
        ),
    ]
